// LoopbackServer: a raw server on a free port of this machine, for tests of clients: what it sends
// is up to the test, byte by byte.
//
//   LoopbackServer server([](int connection) { send_all(connection, "HTTP/1.1 204 \r\n\r\n"); });
//   ... server.uri() ...
//
// Thread-safety: the function runs in one thread per connection.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace cairn::testing {

// False once the other side is gone.
inline bool send_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// A byte every ten milliseconds, for ever: the text again and again, after `start`.
inline void drip(int connection, std::string_view start, std::string_view again) {
  bool open = send_all(connection, start);
  for (std::size_t i = 0; open; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    open = send_all(connection, again.substr(i % again.size(), 1));
  }
}

// The head of a request, to the blank line; what there was of it when the other side ended.
inline std::string read_head(int connection) {
  std::string head;
  char c = 0;
  while (!head.ends_with("\r\n\r\n") && ::recv(connection, &c, 1, 0) == 1) {
    head += c;
  }
  return head;
}

// Until the other side ends.
inline void wait_for_end(int connection) {
  char c = 0;
  while (::recv(connection, &c, 1, 0) == 1) {
  }
}

// Closes the connection while the other side writes: its next write finds a broken pipe.
inline void close_unread(int connection) {
  (void)::shutdown(connection, SHUT_WR);
  char c = 0;
  (void)::recv(connection, &c, 1, 0);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  (void)::dup2(nothing, connection);  // closes it; the number stays the server's
  ::close(nothing);
}

// A blocking connection to a port of this machine.
inline int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return connection;
}

// An answer with its length.
inline std::string http(int status, std::string_view body, std::string_view headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
         std::string(headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

class LoopbackServer {
 public:
  using Serve = std::function<void(int connection)>;

  explicit LoopbackServer(Serve serve, int backlog = 16)
      : serve_(std::move(serve)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    REQUIRE(::listen(listener_, backlog) == 0);
    port_ = ntohs(address.sin_port);
    if (serve_) {
      acceptor_ = std::thread([this] { accept_all(); });
    }
  }

  ~LoopbackServer() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) {
      acceptor_.join();
    }
    ::close(listener_);
    for (auto& [connection, thread] : open_) {
      ::shutdown(connection, SHUT_RDWR);
      thread.join();
      ::close(connection);
    }
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string uri() const { return "http://" + authority(); }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all() {
    for (;;) {
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0 || ending_) {
        if (connection >= 0) {
          ::close(connection);
        }
        return;
      }
      ++connections_;
      open_.emplace_back(connection, std::thread([this, connection] {
                           serve_(connection);
                           // The other side sees the end; the number stays ours until the join.
                           ::shutdown(connection, SHUT_RDWR);
                         }));
    }
  }

  Serve serve_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<int> connections_ = 0;
  std::vector<std::pair<int, std::thread>> open_;  // of the acceptor, then of the destructor
  std::thread acceptor_;
};

}  // namespace cairn::testing
