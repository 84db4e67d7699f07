// TlsTransport: how the bytes of an OpenSSL session reach a socket. It knows when it has taken all
// that had come, and does not ask for more until it is told that there is; and it can hold back
// what is written, so that the end of a handshake and the first answer leave together.
//
// Thread-safety: for the thread of its connection. Ownership: the socket is another's; the session
// that uses the BIO must end before the transport.
#pragma once

#include <openssl/bio.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <string>
#include <string_view>

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

  // What is sent from now on is followed by more at once, or by the end.
  void expect_end() { flags_ |= MSG_MORE; }

  // The socket may have something; `hung_up`: its end will not be told again.
  void note(bool hung_up) {
    dry_ = false;
    hung_up_ = hung_up_ || hung_up;
  }
  // Whether no byte is left in the socket, until note() says otherwise.
  [[nodiscard]] bool dry() const { return dry_; }

 private:
  static int write(BIO* bio, const char* bytes, int count);
  static int read(BIO* bio, char* into, int room);
  static long control(BIO* bio, int command, long number, void* pointer);
  static BIO_METHOD* method();

  // As send(): what was held first. How many of the new bytes went.
  [[nodiscard]] ssize_t send(std::string_view bytes);

  const int socket_;
  bool holds_ = false;
  int flags_ = MSG_NOSIGNAL;
  bool dry_ = false;
  bool hung_up_ = false;
  bool ended_ = false;  // by the peer, and that was read
  std::string held_;
};

}  // namespace cairn::http
