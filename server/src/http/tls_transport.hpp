// TlsTransport: how the bytes of an OpenSSL session reach a socket. It knows when it has taken all
// that had come, and can hold back what is written, so that the end of a handshake and the first
// answer leave by one call to the kernel.
//
// Thread-safety: for the thread of its connection. Ownership: the socket is another's; the session
// that uses the BIO must end before the transport.
#pragma once

#include <openssl/bio.h>
#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

namespace cairn::http {

class TlsTransport {
 public:
  // The socket must not block.
  explicit TlsTransport(int socket) : socket_(socket) {}
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  // For SSL_set_bio(), which takes it over; null when there is no memory.
  [[nodiscard]] BIO* make_bio();

  // What is written from now on waits for release(), or for the next bytes after that.
  void hold() { holds_ = true; }
  void release() { holds_ = false; }
  enum class Flushed { all, some, failed };
  // Sends what was held. `some`: the rest when the socket can be written to again.
  Flushed flush();

  // Whether, since this was asked last, something was read and the last time less than there was
  // room for: no byte is left in the socket.
  [[nodiscard]] bool took_all() { return std::exchange(took_all_, false); }

 private:
  static int write(BIO* bio, const char* bytes, int count);
  static int read(BIO* bio, char* into, int room);
  static long control(BIO* bio, int command, long number, void* pointer);
  static BIO_METHOD* method();

  // As send(): what was held first. How many of the new bytes went.
  [[nodiscard]] ssize_t send(std::string_view bytes);

  const int socket_;
  bool holds_ = false;
  bool took_all_ = false;
  bool ended_ = false;  // by the peer
  std::string held_;
};

}  // namespace cairn::http
