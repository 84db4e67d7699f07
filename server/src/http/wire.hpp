// Wire: the bytes of one connection, as they are or through TLS; nothing on it ever blocks.
//
// Thread-safety: for the thread of its loop. Ownership: it owns the socket and the session, but not
// who is told of its events, who has to close it before going.
// An idle wire owns no buffer.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "http/socket_events.hpp"
#include "http/tls_context.hpp"
#include "http/tls_transport.hpp"

namespace cairn::http {

// What became of reading or writing.
struct Moved {
  enum class Outcome { done, wait_readable, wait_writable, ended };
  Outcome outcome = Outcome::done;
  std::size_t bytes = 0;  // with `done`
};

class Wire {
 public:
  using Pieces = std::array<std::string_view, 3>;
  // Where the bytes of the last piece lie in a file as well; -1: nowhere.
  struct Copy {
    int file = -1;
    off_t from = 0;
  };

  // The socket must not block. Without a context the bytes go as they are.
  Wire(base::Descriptor socket, const std::shared_ptr<const TlsContext>& context,
       SocketEvents& events);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Whether handshake() has to be called until it is done.
  [[nodiscard]] bool needs_handshake() const { return session_ != nullptr; }
  [[nodiscard]] Moved handshake();
  // Subject alternative names of the client's certificate, once its chain was found good: see
  // auth::Peer. None without one.
  [[nodiscard]] std::vector<std::string> peer_names() const;

  [[nodiscard]] Moved read(asio::mutable_buffer into);
  // Whether there is something to read (one byte), without taking it.
  [[nodiscard]] Moved peek();
  // Writes a part of the pieces, one behind the other. `scratch` is used within the call.
  [[nodiscard]] Moved write(const Pieces& pieces, asio::mutable_buffer scratch, const Copy& copy);
  [[nodiscard]] Moved write(std::string_view piece, asio::mutable_buffer scratch) {
    return write({piece}, scratch, Copy());
  }
  // Sends what waits for the first answer to leave with it; for who will not answer soon.
  void flush();
  // What is written from now on is the last: end() follows at once.
  void expect_end();
  // How many written bytes the client's machine has not taken yet.
  [[nodiscard]] std::size_t untaken();
  // Says that nothing more will be written.
  void end();
  void close();

  // Has the listener told of the socket's events, which it passes on to note() first. False when
  // the system has no room left for it.
  [[nodiscard]] bool attach(SocketListener& listener);
  void note(SocketEvent event);
  // To be called when reading has to go on as soon as there is something: tells the listener again,
  // if that may be so already.
  void expect();
  // Whether the peer has ended its side, perhaps behind bytes that are not read yet.
  [[nodiscard]] bool hung_up() const { return hung_up_; }

 private:
  struct Free {
    void operator()(SSL* session) const { SSL_free(session); }
  };

  [[nodiscard]] Moved after(int result);
  [[nodiscard]] Moved flushed(Moved outcome);
  [[nodiscard]] ssize_t gather(const Pieces& pieces, int flags) const;
  [[nodiscard]] ssize_t send(const Pieces& pieces, const Copy& copy) const;
  [[nodiscard]] Moved failed(Moved::Outcome wait);
  void leave();

  base::Descriptor socket_;
  SocketEvents& events_;
  SocketListener* listener_ = nullptr;
  bool readable_ = false;  // as far as is known
  bool hung_up_ = false;
  int flags_ = MSG_NOSIGNAL;
  // Null without TLS, both; the session ends first.
  std::unique_ptr<TlsTransport> transport_;
  std::unique_ptr<SSL, Free> session_;
  bool broken_ = false;  // the session cannot be used any more
};

}  // namespace cairn::http
