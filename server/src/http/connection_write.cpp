// Writing: a response as one gather write, and the end of a connection.
#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/hidden_memory.hpp"
#include "http/connection.hpp"
#include "http/loop.hpp"

namespace cairn::http {
namespace {

// What is read and dropped of a client whose connection ends.
constexpr std::size_t discarded_bytes_max = 256 * 1024;

std::string_view after(std::string_view piece, std::size_t& skip) {
  const std::size_t count = std::min(skip, piece.size());
  skip -= count;
  return piece.substr(count);
}

}  // namespace

void Connection::send_continue() {
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  // So few bytes fit into the socket of a client that waits for them.
  if (wire_.write(text, loop_.write_scratch()).bytes != text.size()) {
    close();
  }
}

// How long somebody waited for a change says nothing about the server.
void Connection::count(int status) {
  if (std::exchange(waited_, false)) {
    loop_.meter().record_watch(status);
  } else {
    loop_.meter().record(kind_, method_, status, std::chrono::steady_clock::now() - began_);
  }
}

void Connection::send(Response response) {
  response_ = std::move(response);
  count(response_.status);
  response_.close = response_.close || !keep_alive_ || loop_.draining();
  gone_ = 0;
  std::string& moving = loop_.moving();
  moving.clear();
  moving += loop_.date_field();
  moving += response_.moving;
  moving += "Cairn-Request-Id: ";
  moving += id_;
  moving += response_.close ? "\r\nConnection: close\r\n\r\n"
            : old_version_  ? "\r\nConnection: keep-alive\r\n\r\n"
                            : "\r\n\r\n";
  moving_ = moving;
  if (response_.close && !streams()) {
    wire_.expect_end();
  }
  state_ = State::writing;
  write();
}

void Connection::write() {
  const std::size_t total = response_.head->size() + moving_.size() + response_.body.size();
  while (gone_ < total) {
    std::size_t skip = gone_;
    const Wire::Pieces pieces{after(*response_.head, skip), after(moving_, skip),
                              after(response_.body, skip)};
    const Wire::Copy copy{response_.body_file,
                          static_cast<off_t>(response_.body.size() - pieces[2].size())};
    const Moved moved = wire_.write(pieces, loop_.write_scratch(), copy);
    if (moved.outcome == Moved::Outcome::ended) {
      close();
      return;
    }
    if (moved.outcome != Moved::Outcome::done) {
      write_later(moved.outcome);
      return;
    }
    gone_ += moved.bytes;
  }
  written();
}

void Connection::write_later(Moved::Outcome what) {
  if (kept_moving_.empty()) {
    kept_moving_ = moving_;
    moving_ = kept_moving_;
    static_cast<void>(has_taken_enough());  // from here on
    loop_.arm(position_, Waiting::write);
  }
  await_writable(what);
}

void Connection::await_writable(Moved::Outcome what) {
  writer_awaits_ = what;
  if (what == Moved::Outcome::wait_readable) {
    wire_.expect();
  }
}

void Connection::on_writable() {
  if (state_ == State::writing) {
    write();
    resume();
  } else if (streams()) {
    stream_on();
  }
}

// Whether the client took its share since this was asked last. What lies in our socket, it has not
// taken: so a reader that is slow but reads is told from one that lets a byte through now and then.
bool Connection::has_taken_enough() {
  const auto taken = static_cast<std::int64_t>(gone_) - static_cast<std::int64_t>(wire_.untaken());
  const std::int64_t before = std::exchange(taken_, taken);
  return taken - before >= static_cast<std::int64_t>(loop_.options().write_bytes_min);
}

void Connection::written() {
  dismiss_client();
  if (access_) {
    log_access();
  }
  const bool last = response_.close;
  response_ = Response();
  kept_moving_ = std::string();
  if (streams()) {
    state_ = State::streaming;
    stream_on();
    return;
  }
  state_ = State::reading;
  if (last) {
    end();
  }
}

void Connection::log_access() const {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began_);
  loop_.log().info("request", {{"id", id_},
                               {"address", client()},
                               {"method", access_->method},
                               {"target", access_->target},
                               {"status", std::to_string(response_.status)},
                               {"bytes", std::to_string(response_.body.size())},
                               {"us", std::to_string(took.count())},
                               {"traceId", std::string(access_->trace.trace_id())},
                               {"spanId", std::string(access_->trace.span_id())}});
}

// Ends the connection after an answer. Bytes that were not read would make the kernel reset it, and
// the answer could be lost: so the client is given a little time to read, and what it sends is
// dropped.
void Connection::end() {
  wire_.end();
  state_ = State::lingering;
  loop_.arm(position_, Waiting::linger);
  discard();
}

void Connection::discard() {
  Moved read;
  while (read.outcome == Moved::Outcome::done && discarded_ < discarded_bytes_max) {
    read = wire_.read(loop_.scratch());
    discarded_ += read.bytes;
  }
  if (read.outcome == Moved::Outcome::done || read.outcome == Moved::Outcome::ended) {
    close();
  } else {
    wait_readable(read.outcome);
  }
}

void Connection::close() {
  if (state_ == State::closed) {
    return;
  }
  state_ = State::closed;
  base::wipe(body_);
  dismiss_client();
  unpark();
  wire_.close();
  loop_.remove(position_, peer_.address, admission_);
}

}  // namespace cairn::http
