// Wire: the bytes of one connection, as they are or through TLS; nothing on it ever blocks.
//
// Thread-safety: for the thread of its loop. Ownership: it owns the socket and the session.
// An idle wire owns no buffer.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/asio.hpp"
#include "http/tls_context.hpp"

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

  // Without a context the bytes go as they are.
  Wire(Tcp::socket socket, const std::shared_ptr<const TlsContext>& context);
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
  [[nodiscard]] Moved write(const Pieces& pieces, asio::mutable_buffer scratch);
  // How many written bytes the client's machine has not taken yet.
  [[nodiscard]] std::size_t untaken();
  // Says that nothing more will be written.
  void end();
  void close();

  [[nodiscard]] int native_handle() { return socket_.native_handle(); }

  template <typename Handler>
  void wait(Moved::Outcome what, Handler handler) {
    socket_.async_wait(
        what == Moved::Outcome::wait_writable ? Tcp::socket::wait_write : Tcp::socket::wait_read,
        std::move(handler));
  }

 private:
  struct Free {
    void operator()(SSL* session) const { SSL_free(session); }
  };

  [[nodiscard]] Moved after(int result);
  void leave();

  Tcp::socket socket_;
  std::unique_ptr<SSL, Free> session_;  // null without TLS
  bool broken_ = false;                 // the session cannot be used any more
};

}  // namespace cairn::http
