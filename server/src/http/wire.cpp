// Plain sockets and OpenSSL's sessions behind one face.
#include "http/wire.hpp"

#include <linux/sockios.h>
#include <openssl/err.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/hidden_memory.hpp"
#include "http/certificate_names.hpp"
#include "http/uninterrupted.hpp"

namespace cairn::http {
namespace {

iovec buffer_of(std::string_view piece) {
  return {const_cast<char*>(piece.data()), piece.size()};  // sendmsg() writes to none
}

// One piece to write: the first one, if it fills the scratch space; else what fits into that.
std::string_view joined(const Wire::Pieces& pieces, asio::mutable_buffer scratch) {
  std::size_t used = 0;
  for (const std::string_view piece : pieces) {
    if (used == 0 && piece.size() >= scratch.size()) {
      return piece;
    }
    const std::size_t count = std::min(piece.size(), scratch.size() - used);
    if (count == 0) {
      continue;  // an empty piece may have no place
    }
    std::memcpy(static_cast<char*>(scratch.data()) + used, piece.data(), count);
    used += count;
  }
  return {static_cast<const char*>(scratch.data()), used};
}

}  // namespace

Wire::Wire(base::Descriptor socket, const std::shared_ptr<const TlsContext>& context,
           SocketEvents& events)
    : socket_(std::move(socket)), events_(events) {
  if (context) {
    session_.reset(SSL_new(context->native()));  // which keeps the context
    transport_ = std::make_unique<TlsTransport>(socket_.number());
    BIO* const bio = session_ ? transport_->make_bio() : nullptr;
    broken_ = bio == nullptr;
    if (!broken_) {
      SSL_set_bio(session_.get(), bio, bio);
      SSL_set_accept_state(session_.get());
    }
  }
}

Wire::~Wire() = default;

std::vector<std::string> Wire::peer_names() const {
  X509* certificate = session_ ? SSL_get0_peer_certificate(session_.get()) : nullptr;
  if (certificate == nullptr || SSL_get_verify_result(session_.get()) != X509_V_OK) {
    return {};
  }
  return certificate_names(certificate);
}

bool Wire::attach(SocketListener& listener) {
  listener_ = &listener;
  return events_.add(socket_.number(), listener);
}

void Wire::note(SocketEvent event) {
  if (transport_ && event.readable) {
    transport_->note(event.hung_up);
  }
  readable_ = readable_ || event.readable;
  hung_up_ = hung_up_ || event.hung_up;
}

void Wire::expect() {
  if (readable_) {
    events_.again(*listener_);
  }
}

// What the error of the last call means.
Moved Wire::failed(Moved::Outcome wait) {
  if (!would_block()) {
    return {Moved::Outcome::ended, 0};
  }
  if (wait == Moved::Outcome::wait_readable) {
    readable_ = false;
  }
  return {wait, 0};
}

// What OpenSSL's result of an operation means.
Moved Wire::after(int result) {
  if (result > 0) {
    // No event will tell of bytes that have left the socket.
    readable_ = (readable_ && !transport_->dry()) || SSL_has_pending(session_.get()) == 1;
    return {Moved::Outcome::done, static_cast<std::size_t>(result)};
  }
  const int reason = SSL_get_error(session_.get(), result);
  ERR_clear_error();
  if (reason == SSL_ERROR_WANT_READ) {
    readable_ = false;
    // The acknowledgement that leaves with it may be what lets a client send its request (Nagle).
    return flushed({Moved::Outcome::wait_readable, 0});
  }
  if (reason == SSL_ERROR_WANT_WRITE) {
    return {Moved::Outcome::wait_writable, 0};
  }
  broken_ = broken_ || reason != SSL_ERROR_ZERO_RETURN;
  return {Moved::Outcome::ended, 0};
}

// The peer waits for what is held; the outcome, unless that could not leave.
Moved Wire::flushed(Moved outcome) {
  switch (transport_->flush()) {
    case TlsTransport::Flushed::all:
      return outcome;
    case TlsTransport::Flushed::some:
      return {Moved::Outcome::wait_writable, 0};
    case TlsTransport::Flushed::failed:
      break;
  }
  broken_ = true;
  return {Moved::Outcome::ended, 0};
}

Moved Wire::handshake() {
  if (broken_) {
    return {Moved::Outcome::ended, 0};
  }
  transport_->hold();
  const int result = SSL_do_handshake(session_.get());
  transport_->release();
  const Moved moved = after(result);
  // What ends it in TLS 1.3, tickets for later sessions, leaves with the first answer if the
  // request is here: the client asks without. Anything else is waited for.
  const bool tickets_only =
      moved.outcome == Moved::Outcome::done && SSL_version(session_.get()) >= TLS1_3_VERSION;
  return tickets_only ? moved : flushed(moved);
}

void Wire::flush() {
  if (transport_) {
    (void)transport_->flush();  // What cannot leave now does so with what is written next.
  }
}

void Wire::expect_end() {
  flags_ |= MSG_MORE;
  if (transport_) {
    transport_->expect_end();
  }
}

Moved Wire::read(asio::mutable_buffer into) {
  if (session_) {
    return broken_ ? Moved{Moved::Outcome::ended, 0}
                   : after(SSL_read(session_.get(), into.data(), static_cast<int>(into.size())));
  }
  const ssize_t count =
      uninterrupted([&] { return ::recv(socket_.number(), into.data(), into.size(), 0); });
  if (count <= 0) {
    return count == 0 ? Moved{Moved::Outcome::ended, 0} : failed(Moved::Outcome::wait_readable);
  }
  if (static_cast<std::size_t>(count) < into.size()) {
    readable_ = hung_up_;  // Nothing is left but the end, if that was seen.
  }
  return {Moved::Outcome::done, static_cast<std::size_t>(count)};
}

Moved Wire::peek() {
  char byte = 0;
  if (session_) {
    return broken_ ? Moved{Moved::Outcome::ended, 0} : after(SSL_peek(session_.get(), &byte, 1));
  }
  const ssize_t count = uninterrupted([&] { return ::recv(socket_.number(), &byte, 1, MSG_PEEK); });
  if (count <= 0) {
    return count == 0 ? Moved{Moved::Outcome::ended, 0} : failed(Moved::Outcome::wait_readable);
  }
  return {Moved::Outcome::done, 1};
}

Moved Wire::write(const Pieces& pieces, asio::mutable_buffer scratch, const Copy& copy) {
  if (session_) {
    if (broken_) {
      return {Moved::Outcome::ended, 0};
    }
    const std::string_view text = joined(pieces, scratch);
    const Moved gone = after(SSL_write(session_.get(), text.data(), static_cast<int>(text.size())));
    if (text.data() == scratch.data()) {
      base::wipe(scratch.data(), text.size());  // it may have been decrypted for this answer
    }
    return gone;
  }
  const ssize_t count = send(pieces, copy);
  return count < 0 ? failed(Moved::Outcome::wait_writable)
                   : Moved{Moved::Outcome::done, static_cast<std::size_t>(count)};
}

ssize_t Wire::gather(const Pieces& pieces, int flags) const {
  std::array<iovec, 3> buffers{buffer_of(pieces[0]), buffer_of(pieces[1]), buffer_of(pieces[2])};
  msghdr message{};
  message.msg_iov = buffers.data();
  message.msg_iovlen = pieces[2].empty() ? 2 : 3;
  return uninterrupted([&] { return ::sendmsg(socket_.number(), &message, flags_ | flags); });
}

// As sendmsg(), with the last piece from its copy if there is one.
ssize_t Wire::send(const Pieces& pieces, const Copy& copy) const {
  if (copy.file < 0 || pieces[2].empty()) {
    return gather(pieces, 0);
  }
  const std::size_t head = pieces[0].size() + pieces[1].size();
  if (head > 0) {
    // The kernel waits for the rest before it makes a packet of it.
    const ssize_t count = gather({pieces[0], pieces[1]}, MSG_MORE);
    if (count < static_cast<ssize_t>(head)) {
      return count;
    }
  }
  off_t from = copy.from;
  ssize_t sent = uninterrupted(
      [&] { return ::sendfile(socket_.number(), copy.file, &from, pieces[2].size()); });
  if (sent < 0 && errno != EAGAIN) {
    sent = gather({pieces[2]}, 0);  // where files cannot be sent; or it fails again
  }
  return sent >= 0 ? static_cast<ssize_t>(head) + sent : head > 0 ? static_cast<ssize_t>(head) : -1;
}

// Says good-bye as TLS wants it: one small record, which a full socket may lose.
void Wire::leave() {
  if (session_ && !broken_ && SSL_is_init_finished(session_.get()) == 1 &&
      (SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) == 0) {
    (void)SSL_shutdown(session_.get());
    ERR_clear_error();
  }
}

std::size_t Wire::untaken() {
  int bytes = 0;
  // Where it cannot be told, all is taken: what was written counts.
  return ::ioctl(socket_.number(), SIOCOUTQ, &bytes) == 0 && bytes > 0
             ? static_cast<std::size_t>(bytes)
             : 0;
}

void Wire::end() {
  leave();
  static_cast<void>(::shutdown(socket_.number(), SHUT_WR));  // may be over already
}

void Wire::close() {
  leave();
  if (listener_ != nullptr) {
    events_.remove(socket_.number(), *listener_);
  }
  socket_.close();
}

}  // namespace cairn::http
