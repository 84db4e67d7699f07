// RawClient: a blocking socket to a server on this machine, for tests that send bytes as they are.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cairn::http {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // At most so many bytes, which nobody sees.
  void take(std::size_t bytes) const {
    std::string block(bytes, '\0');
    static_cast<void>(::recv(socket_, block.data(), block.size(), 0));
  }

  // Everything until the server closes; what came before a timeout otherwise.
  std::string read_all() {
    while (receive()) {
    }
    return std::exchange(received_, {});
  }

  // One response with its body by Content-Length; "" when the connection ended first.
  std::string read_response(bool with_body = true) {
    std::size_t end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) {
        return {};
      }
    }
    std::size_t total = end + 4;
    const std::size_t length = received_.find("Content-Length: ");
    if (with_body && length < end) {
      total += std::stoul(received_.substr(length + 16));
    }
    while (received_.size() < total) {
      if (!receive()) {
        return {};
      }
    }
    std::string response = received_.substr(0, total);
    received_.erase(0, total);
    return response;
  }

  // The next chunk of a chunked body, without its framing; "" for the last one, and when the
  // connection ended first.
  std::string read_chunk() {
    std::size_t line = std::string::npos;
    while ((line = received_.find("\r\n")) == std::string::npos) {
      if (!receive()) {
        return {};
      }
    }
    const std::size_t size = std::stoul(received_.substr(0, line), nullptr, 16);
    const std::size_t total = line + 2 + size + 2;
    while (received_.size() < total) {
      if (!receive()) {
        return {};
      }
    }
    std::string text = received_.substr(line + 2, size);
    received_.erase(0, total);
    return text;
  }

  void end_sending() const { ::shutdown(socket_, SHUT_WR); }

 private:
  bool receive() {
    std::array<char, 65536> block{};
    const auto count = ::recv(socket_, block.data(), block.size(), 0);
    if (count <= 0) {
      return false;
    }
    received_.append(block.data(), static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace cairn::http
