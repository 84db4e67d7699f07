// A BIO over recv() and sendmsg().
#include "http/tls_transport.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>

#include "http/uninterrupted.hpp"

namespace cairn::http {
namespace {

TlsTransport& transport_of(BIO* bio) {
  return *static_cast<TlsTransport*>(BIO_get_data(bio));
}

}  // namespace

BIO_METHOD* TlsTransport::method() {
  // Lives as long as the process: sessions of any thread may use it until then.
  static BIO_METHOD* const made = [] {
    BIO_METHOD* one = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cairn");
    if (one != nullptr) {
      BIO_meth_set_write(one, &TlsTransport::write);
      BIO_meth_set_read(one, &TlsTransport::read);
      BIO_meth_set_ctrl(one, &TlsTransport::control);
    }
    return one;
  }();
  return made;
}

BIO* TlsTransport::make_bio() {
  BIO* bio = method() == nullptr ? nullptr : BIO_new(method());
  if (bio != nullptr) {
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
  }
  return bio;
}

ssize_t TlsTransport::send(std::string_view bytes) {
  std::array<iovec, 2> pieces{
      {{held_.data(), held_.size()}, {const_cast<char*>(bytes.data()), bytes.size()}}};
  msghdr message{};
  message.msg_iov = held_.empty() ? &pieces[1] : pieces.data();
  message.msg_iovlen = held_.empty() ? 1 : 2;
  const ssize_t sent = uninterrupted([&] { return ::sendmsg(socket_, &message, flags_); });
  if (sent < 0 || held_.empty()) {
    return sent;
  }
  const std::size_t of_held = std::min(held_.size(), static_cast<std::size_t>(sent));
  if (of_held < held_.size()) {
    held_.erase(0, of_held);
  } else {
    held_ = std::string();  // gives its memory back
  }
  return sent - static_cast<ssize_t>(of_held);
}

TlsTransport::Flushed TlsTransport::flush() {
  while (!held_.empty()) {
    if (send({}) < 0) {
      return would_block() ? Flushed::some : Flushed::failed;
    }
  }
  return Flushed::all;
}

int TlsTransport::write(BIO* bio, const char* bytes, int count) {
  TlsTransport& self = transport_of(bio);
  BIO_clear_retry_flags(bio);
  if (self.holds_) {
    self.held_.append(bytes, static_cast<std::size_t>(count));
    return count;
  }
  const ssize_t sent = self.send({bytes, static_cast<std::size_t>(count)});
  if (sent > 0) {
    return static_cast<int>(sent);
  }
  // Zero: what was held took all the room.
  if (sent == 0 || would_block()) {
    BIO_set_retry_write(bio);
  }
  return -1;
}

int TlsTransport::read(BIO* bio, char* into, int room) {
  TlsTransport& self = transport_of(bio);
  BIO_clear_retry_flags(bio);
  if (self.dry_) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const ssize_t count =
      uninterrupted([&] { return ::recv(self.socket_, into, static_cast<std::size_t>(room), 0); });
  const bool nothing = count < 0 && would_block();
  // A short read took all but the end, which is told of only once.
  self.dry_ = nothing || (count > 0 && count < room && !self.hung_up_);
  self.ended_ = count == 0;
  if (nothing) {
    BIO_set_retry_read(bio);
  }
  return static_cast<int>(count);
}

long TlsTransport::control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  switch (command) {
    case BIO_CTRL_EOF:
      return transport_of(bio).ended_ ? 1 : 0;
    case BIO_CTRL_FLUSH:  // the buffer that OpenSSL has of its own
      return 1;
    default:
      return 0;
  }
}

}  // namespace cairn::http
