// Waiting for a change: until one comes, the time is over, or the client hangs up; and streams of
// changes, whose clients may read slowly.
#include <algorithm>
#include <utility>

#include "http/connection.hpp"
#include "http/event_stream.hpp"
#include "http/loop.hpp"

namespace cairn::http {

void Connection::receive(Response response) {
  if (state_ != State::waiting) {
    return;  // It took too long, and the connection is gone.
  }
  const auto self = shared_from_this();
  waited_ = parked_ != nullptr;
  const bool bytes_behind = parked_ && parked_->bytes_behind;
  unpark();
  send(std::move(response));
  if (bytes_behind && state_ == State::reading && input_.empty()) {
    on_readable();  // TLS may have taken them from the socket already
  } else {
    resume();
  }
}

void Connection::check_again() {
  if (!parked_ || parked_->ending) {
    return;
  }
  if (auto refused = loop_.dispatcher().check_again(*parked_->seat)) {
    forbid(*std::move(refused));
  }
}

void Connection::forbid(Response response) {
  if (!streams()) {
    receive(std::move(response));
    return;
  }
  const auto self = shared_from_this();
  say(chunk(failure_event(response.status)));
  if (streams()) {
    end_stream();
  }
}

void Connection::park(Watch watch) {
  const auto time = loop_.draining() ? std::chrono::milliseconds(0) : watch.time;
  parked_ = std::make_unique<Parked>(std::move(watch.seat), loop_.make_timer());
  loop_.arm(position_, Waiting::watch);
  parked_->timer.expires_after(time);
  parked_->timer.async_wait([self = shared_from_this()](SystemError failed) {
    if (!failed) {
      self->give_up_watch();
    }
  });
  wire_.flush();
  wait_readable();
}

// The time is over, or the server stops: what the client has is still good.
void Connection::give_up_watch() {
  if (parked_) {
    receive(loop_.dispatcher().unchanged(*parked_->seat));
  }
}

void Connection::unpark() {
  parked_.reset();
}

// Bytes of a next request stay in the socket; the end of the connection, also behind them, ends the
// watch.
void Connection::look_for_hang_up() {
  const Moved peeked = wire_.peek();
  if (peeked.outcome == Moved::Outcome::ended ||
      (peeked.outcome == Moved::Outcome::done && wire_.hung_up())) {
    close();
  } else if (peeked.outcome != Moved::Outcome::done) {
    wait_readable(peeked.outcome);
  } else {
    parked_->bytes_behind = true;
    reader_awaits_ = Moved::Outcome::wait_readable;  // the next event, not these bytes
  }
}

void Connection::open_stream(Stream stream) {
  if (state_ != State::waiting) {
    return;
  }
  const auto self = shared_from_this();
  parked_ = std::make_unique<Parked>(std::move(stream.seat), loop_.make_timer());
  parked_->streams = true;
  parked_->end = std::chrono::steady_clock::now() + stream.life;
  send(std::move(stream.begin));
  if (!parked_) {
    return;  // It hung up.
  }
  if (loop_.draining()) {
    end_stream();
    return;
  }
  await_beat();
  wait_readable();
}

// The next heartbeat, some time before it is due, so that those of many streams lie apart; or the
// end of the stream.
void Connection::await_beat() {
  const auto due =
      std::chrono::steady_clock::now() + loop_.dispatcher().shortened(loop_.options().heartbeat);
  parked_->timer.expires_at(std::min(due, parked_->end));
  parked_->timer.async_wait([self = shared_from_this()](SystemError failed) {
    if (!failed) {
      self->beat();
    }
  });
}

void Connection::beat() {
  if (!parked_) {
    return;
  }
  if (std::chrono::steady_clock::now() >= parked_->end) {
    end_stream();
    return;
  }
  if (state_ == State::streaming && parked_->backlog.empty()) {
    static const std::string heartbeat = chunk(heartbeat_text());
    say(heartbeat);
  }
  if (parked_) {
    await_beat();
  }
}

void Connection::push(const std::shared_ptr<const std::string>& chunk) {
  if (streams() && !parked_->ending) {
    say(*chunk);
  }
}

// Sends a piece of the stream, or keeps what the socket does not take.
void Connection::say(std::string_view chunk) {
  const auto self = shared_from_this();
  std::string_view rest = chunk;
  if (state_ == State::streaming && parked_->backlog.empty()) {
    const Moved moved = wire_.write(rest, loop_.write_scratch());
    if (moved.outcome == Moved::Outcome::ended) {
      close();
      return;
    }
    rest.remove_prefix(moved.bytes);
  }
  parked_->backlog += rest;
  if (parked_->backlog.size() > loop_.options().stream_backlog_bytes_max) {
    cut_off("too much waits to be read");
  } else if (state_ == State::streaming) {
    stream_on();
  }
}

// Writes what waits; then, after the last chunk, the connection ends.
void Connection::stream_on() {
  std::string& backlog = parked_->backlog;
  while (!backlog.empty()) {
    const Moved moved = wire_.write(backlog, loop_.write_scratch());
    if (moved.outcome == Moved::Outcome::ended) {
      close();
      return;
    }
    if (moved.outcome != Moved::Outcome::done) {
      await_room(moved.outcome);
      return;
    }
    backlog.erase(0, moved.bytes);
    if (!backlog.empty()) {
      loop_.arm(position_, Waiting::write);
    }
  }
  backlog = std::string();  // gives its memory back
  loop_.arm(position_, Waiting::watch);
  if (parked_->ending) {
    unpark();
    end();
  }
}

void Connection::await_room(Moved::Outcome what) {
  if (writer_awaits_) {
    return;
  }
  loop_.arm(position_, Waiting::write);
  await_writable(what);
}

void Connection::end_stream() {
  if (parked_ && !parked_->ending) {
    parked_->ending = true;
    parked_->timer.cancel();
    say(last_chunk());
  }
}

void Connection::cut_off(std::string_view reason) {
  ++loop_.dispatcher().watch_counters().cut_off;
  loop_.log().warn("a stream was cut off", {{"id", id_},
                                            {"address", peer_.address},
                                            {"reason", std::string(reason)},
                                            {"bytes", std::to_string(parked_->backlog.size())}});
  close();
}

}  // namespace cairn::http
