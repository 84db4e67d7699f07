// Reading: from bytes to requests.
#include "http/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/hidden_memory.hpp"
#include "http/loop.hpp"

namespace cairn::http {
namespace {

observe::MethodKind method_kind(Method method) {
  switch (method) {
    case Method::get:
      return observe::MethodKind::get;
    case Method::head:
      return observe::MethodKind::head;
    case Method::post:
      return observe::MethodKind::post;
    default:
      return observe::MethodKind::other;
  }
}

bool allows(SocketEvent event, std::optional<Moved::Outcome> awaited) {
  return awaited && (*awaited == Moved::Outcome::wait_writable ? event.writable : event.readable);
}

}  // namespace

Connection::Connection(base::Descriptor socket, const std::shared_ptr<const TlsContext>& tls,
                       Loop& loop, std::string address, Admission admission)
    : wire_(std::move(socket), tls, loop.events()),
      loop_(loop),
      peer_{std::move(address), {}},
      admission_(admission),
      trusted_(loop.trusts(peer_.address)) {}

void Connection::start(Deadlines<Connection>::Position position) {
  position_ = position;
  if (!wire_.attach(*this)) {
    loop_.log().error("a connection cannot be watched: the system has no room left");
    close();
    return;
  }
  if (wire_.needs_handshake()) {
    state_ = State::handshake;
    loop_.arm(position_, Waiting::handshake);
  }
  on_readable();
}

void Connection::shake_hands() {
  const Moved shaken = wire_.handshake();
  if (shaken.outcome == Moved::Outcome::ended) {
    close();
  } else if (shaken.outcome != Moved::Outcome::done) {
    wait_readable(shaken.outcome);
  } else {
    peer_.certificate_names = wire_.peer_names();
    state_ = State::reading;
    on_readable();
  }
}

void Connection::wait_readable(Moved::Outcome what) {
  if (state_ == State::closed) {
    return;
  }
  reader_awaits_ = what;
  if (what == Moved::Outcome::wait_readable) {
    wire_.expect();
  }
}

void Connection::on_socket(SocketEvent event) {
  const auto self = shared_from_this();
  wire_.note(event);
  if (allows(event, writer_awaits_)) {
    writer_awaits_.reset();
    on_writable();
  }
  if (allows(event, reader_awaits_)) {
    reader_awaits_.reset();
    on_readable();
  }
}

void Connection::on_readable() {
  if (state_ == State::handshake) {
    shake_hands();
    return;
  }
  if (state_ == State::lingering) {
    discard();
    return;
  }
  if (parked_) {
    look_for_hang_up();
    return;
  }
  if (state_ != State::reading && state_ != State::body) {
    return;  // A request is being answered; what came waits in the socket.
  }
  const Moved read = wire_.read(loop_.scratch());
  if (read.outcome == Moved::Outcome::ended) {
    close();
    return;
  }
  if (read.outcome != Moved::Outcome::done) {
    await_more(read.outcome);
    return;
  }
  const std::string_view bytes(static_cast<const char*>(loop_.scratch().data()), read.bytes);
  if (input_.empty()) {
    process(bytes, false);
  } else {
    input_ += bytes;
    process(input_, true);
  }
  wipe_read(read.bytes);
}

// What was read for a cipher does not stay in the buffer that all connections share.
void Connection::wipe_read(std::size_t count) {
  if (std::exchange(took_text_, false)) {
    base::wipe(loop_.scratch().data(), count);
  }
}

// Takes requests from the bytes while it can. `kept` is whether they are those of `input_`.
void Connection::process(std::string_view bytes, bool kept) {
  std::string_view rest = bytes;
  std::size_t taken = 0;
  while (!rest.empty() && (state_ == State::reading || state_ == State::body)) {
    if (taken++ == loop_.options().pipelined_per_turn_max) {
      keep(rest, kept);
      loop_.post([self = shared_from_this()] { self->resume(); });
      return;
    }
    if (!step(rest)) {
      break;
    }
  }
  keep(rest, kept);
  if (state_ == State::reading || state_ == State::body) {
    await_more();
  }
}

// One request, or its body's end. False when more bytes are needed for it.
bool Connection::step(std::string_view& rest) {
  if (state_ == State::body) {
    return step_body(rest);
  }
  const HeadEnd found = find_head_end(rest, looked_, loop_.options().limits);
  if (found.refusal) {
    refuse(*found.refusal);
    return true;
  }
  if (found.bytes == 0) {
    looked_ = rest.size();
    return false;
  }
  looked_ = 0;
  asked_ = true;
  timed_.reset();
  const std::string_view head = rest.substr(0, found.bytes);
  rest.remove_prefix(found.bytes);
  return accept_head(head, rest);
}

bool Connection::accept_head(std::string_view head, std::string_view& rest) {
  Request& request = loop_.request();
  auto refusal = parse_head(head, loop_.options().limits, loop_.head());
  if (!refusal) {
    refusal = pass_gate(loop_.head(), loop_.options(), request);
  }
  if (refusal) {
    refuse(*refusal);
    return true;
  }
  request.peer = &peer_;
  body_left_ = request.content_length;
  body_wanted_ = body_left_ > 0 && loop_.dispatcher().wants_body(request);
  took_text_ = took_text_ || body_wanted_;
  if (body_left_ > rest.size()) {
    if (body_wanted_) {
      body_.reserve(static_cast<std::size_t>(body_left_));  // so that growing leaves no copy behind
    }
    // The head's bytes may be gone when the body has come.
    held_head_ = head;
    state_ = State::body;
    loop_.arm(position_, Waiting::body);
    if (request.expects_continue && rest.empty()) {
      send_continue();
    }
    return true;
  }
  if (body_wanted_) {
    request.body = rest.substr(0, static_cast<std::size_t>(body_left_));
  }
  rest.remove_prefix(static_cast<std::size_t>(body_left_));
  body_left_ = 0;
  dispatch();
  return true;
}

bool Connection::step_body(std::string_view& rest) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, rest.size()));
  if (body_wanted_) {
    body_ += rest.substr(0, count);
    took_text_ = true;
  }
  rest.remove_prefix(count);
  body_left_ -= count;
  if (body_left_ > 0) {
    return false;
  }
  const std::string head = std::exchange(held_head_, {});
  state_ = State::reading;
  // It passed before, so it passes again.
  if (parse_head(head, loop_.options().limits, loop_.head()) ||
      pass_gate(loop_.head(), loop_.options(), loop_.request())) {
    close();
    return true;
  }
  loop_.request().peer = &peer_;
  loop_.request().body = body_;
  dispatch();
  base::wipe(body_);
  body_ = std::string();  // gives its memory back
  return true;
}

void Connection::keep(std::string_view rest, bool kept) {
  if (state_ == State::closed || state_ == State::lingering || rest.empty()) {
    if (took_text_) {
      base::wipe(input_);
    }
    input_ = std::string();  // gives its memory back
  } else if (kept) {
    if (took_text_) {
      base::wipe(input_.data(), input_.size() - rest.size());
    }
    input_.erase(0, input_.size() - rest.size());
  } else {
    input_ = rest;
  }
}

// Waits for the bytes of a request that has not begun, or is not whole.
void Connection::await_more(Moved::Outcome what) {
  if (state_ == State::reading && input_.empty()) {
    if (loop_.draining() && asked_) {
      close();
      return;
    }
    // The reserve for health is not for those who do not ask.
    time(loop_.draining()                ? Waiting::late
         : admission_ == Admission::full ? Waiting::idle
                                         : Waiting::head);
  } else if (state_ == State::reading) {
    time(Waiting::head);
  }
  wait_readable(what);
}

void Connection::time(Waiting waiting) {
  if (timed_ != waiting) {
    timed_ = waiting;
    loop_.arm(position_, waiting);
  }
}

void Connection::resume() {
  if (state_ != State::reading) {
    return;
  }
  if (input_.empty()) {
    await_more();
  } else {
    process(input_, true);
  }
}

void Connection::dispatch() {
  const Request& request = loop_.request();
  began_ = loop_.events().now();
  kind_ = observe::PathKind::unknown;
  method_ = method_kind(request.method);
  keep_alive_ = request.keep_alive && admission_ == Admission::full;
  old_version_ = request.minor_version == 0;
  id_ = request.id.empty() ? loop_.next_id() : std::string(request.id);
  if (loop_.options().access_log) {
    access_ = std::make_unique<Access>(Access{
        std::string(request.method_text), std::string(request.target), trace_of(request.fields)});
  }
  const bool admitted = admit_client() && admission_ == Admission::full;
  if (!admitted && !asks_for_health(request, loop_.options())) {
    send(make_response(503, {}, {}, {{"Retry-After", "1"}}));
    return;
  }
  state_ = State::waiting;
  try {
    auto response = loop_.dispatcher().answer(request, id_, shared_from_this());
    kind_ = loop_.dispatcher().last_kind();
    if (response) {
      send(*std::move(response));
    } else if (state_ == State::waiting) {
      trace_ = trace_of(request.fields);
      if (!parked_) {
        loop_.arm(position_, Waiting::answer);
      }
    }
  } catch (const std::exception& bug) {
    const TraceParent trace = trace_of(request.fields);
    loop_.log().error("a request threw", {{"id", id_},
                                          {"traceId", std::string(trace.trace_id())},
                                          {"spanId", std::string(trace.span_id())},
                                          {"what", bug.what()}});
    send(Dispatcher::refuse({500, "a bug"}));
  }
}

void Connection::refuse(const Refusal& refusal) {
  loop_.log().debug("refused", {{"address", peer_.address},
                                {"status", std::to_string(refusal.status)},
                                {"reason", std::string(refusal.reason)}});
  id_ = loop_.next_id();
  began_ = loop_.events().now();
  kind_ = observe::PathKind::unknown;
  method_ = observe::MethodKind::other;
  keep_alive_ = false;
  send(Dispatcher::refuse(refusal));
}

void Connection::expire() {
  const auto self = shared_from_this();
  switch (state_) {
    case State::reading:
      if (timed_ == Waiting::head && !input_.empty()) {
        refuse({408, "the head took too long"});
      } else if (timed_) {
        close();
      }  // else it is between two turns, and has requests to go on with
      break;
    case State::body:
      refuse({408, "the body took too long"});
      break;
    case State::waiting: {
      loop_.log().error("no answer in time", {{"id", id_},
                                              {"traceId", std::string(trace_.trace_id())},
                                              {"spanId", std::string(trace_.span_id())}});
      Response response = make_response(503, {}, {}, {{"Retry-After", "1"}});
      response.close = true;
      send(std::move(response));
      break;
    }
    case State::streaming:
      cut_off("nothing was read in time");
      break;
    case State::writing:
      if (has_taken_enough()) {
        loop_.arm(position_, Waiting::write);
      } else {
        close();
      }
      break;
    default:
      close();
  }
}

void Connection::drain() {
  const auto self = shared_from_this();
  if (streams()) {
    end_stream();
  } else if (parked_) {
    give_up_watch();
  } else if (state_ == State::reading && input_.empty()) {
    on_readable();  // A request that has arrived already is answered; otherwise it ends.
  }
}

}  // namespace cairn::http
