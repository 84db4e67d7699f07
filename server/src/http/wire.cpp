// Plain sockets and OpenSSL's sessions behind one face.
#include "http/wire.hpp"

#include <linux/sockios.h>
#include <openssl/err.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstring>

#include "base/hidden_memory.hpp"
#include "http/certificate_names.hpp"

namespace cairn::http {
namespace {

Moved moved(std::size_t bytes, const SystemError& failed, Moved::Outcome wait) {
  if (failed == asio::error::would_block || failed == asio::error::try_again) {
    return {wait, 0};
  }
  return failed ? Moved{Moved::Outcome::ended, 0} : Moved{Moved::Outcome::done, bytes};
}

asio::const_buffer buffer_of(std::string_view piece) {
  return {piece.data(), piece.size()};
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

Wire::Wire(Tcp::socket socket, const std::shared_ptr<const TlsContext>& context)
    : socket_(std::move(socket)) {
  if (context) {
    session_.reset(SSL_new(context->native()));  // which keeps the context
    broken_ = !session_ || SSL_set_fd(session_.get(), socket_.native_handle()) != 1;
    if (!broken_) {
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

// What OpenSSL's result of an operation means.
Moved Wire::after(int result) {
  if (result > 0) {
    return {Moved::Outcome::done, static_cast<std::size_t>(result)};
  }
  const int reason = SSL_get_error(session_.get(), result);
  ERR_clear_error();
  if (reason == SSL_ERROR_WANT_READ) {
    return {Moved::Outcome::wait_readable, 0};
  }
  if (reason == SSL_ERROR_WANT_WRITE) {
    return {Moved::Outcome::wait_writable, 0};
  }
  broken_ = broken_ || reason != SSL_ERROR_ZERO_RETURN;
  return {Moved::Outcome::ended, 0};
}

Moved Wire::handshake() {
  return broken_ ? Moved{Moved::Outcome::ended, 0} : after(SSL_do_handshake(session_.get()));
}

Moved Wire::read(asio::mutable_buffer into) {
  if (session_) {
    return broken_ ? Moved{Moved::Outcome::ended, 0}
                   : after(SSL_read(session_.get(), into.data(), static_cast<int>(into.size())));
  }
  SystemError failed;
  const std::size_t count = socket_.read_some(into, failed);
  return moved(count, failed, Moved::Outcome::wait_readable);
}

Moved Wire::peek() {
  char byte = 0;
  if (session_) {
    return broken_ ? Moved{Moved::Outcome::ended, 0} : after(SSL_peek(session_.get(), &byte, 1));
  }
  SystemError failed;
  const std::size_t count =
      socket_.receive(asio::buffer(&byte, 1), Tcp::socket::message_peek, failed);
  return moved(count, failed, Moved::Outcome::wait_readable);
}

Moved Wire::write(const Pieces& pieces, asio::mutable_buffer scratch) {
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
  const std::array<asio::const_buffer, 3> buffers{buffer_of(pieces[0]), buffer_of(pieces[1]),
                                                  buffer_of(pieces[2])};
  SystemError failed;
  const std::size_t count = socket_.write_some(buffers, failed);
  return moved(count, failed, Moved::Outcome::wait_writable);
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
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 && bytes > 0
             ? static_cast<std::size_t>(bytes)
             : 0;
}

void Wire::end() {
  leave();
  SystemError ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
}

void Wire::close() {
  leave();
  SystemError ignored;
  socket_.close(ignored);
}

}  // namespace cairn::http
