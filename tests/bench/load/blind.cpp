// A server that reads no request: it counts the blank lines of what comes and sends one prepared
// answer for each. What it reaches is what this machine and its kernel can give.
//
//   bench_blind PORT FILE-WITH-THE-BODY
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  (void)::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 1024) != 0) {
    std::cerr << "cannot listen on port " << port << "\n";
    std::exit(1);
  }
  return listener;
}

std::string answer_with(const std::string& body) {
  return "HTTP/1.1 200 \r\nDate: Sun, 01 Nov 2026 00:00:00 GMT\r\nContent-Type: "
         "application/json\r\nETag: \"0123456789abcdef0123456789abcdef\"\r\nCache-Control: "
         "private, "
         "no-cache\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

class Blind {
 public:
  Blind(int listener, std::string answer)
      : listener_(listener), answer_(std::move(answer)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    watch(listener_);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int socket = events[static_cast<std::size_t>(i)].data.fd;
        if (socket == listener_) {
          accept_one();
        } else {
          serve(socket);
        }
      }
    }
  }

 private:
  void watch(int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    (void)::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void accept_one() {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);  // blocking: see serve
    if (socket >= 0) {
      const int on = 1;
      (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      watch(socket);
    }
  }

  // A benchmark's client reads what it asked for, so that writing may block.
  void serve(int socket) {
    const ssize_t got = ::recv(socket, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      ::close(socket);
      partial_.erase(socket);
      return;
    }
    std::string& text = partial_[socket];
    text.append(buffer_.data(), static_cast<std::size_t>(got));
    for (std::size_t end; (end = text.find("\r\n\r\n")) != std::string::npos;
         text.erase(0, end + 4)) {
      std::string_view rest = answer_;
      while (!rest.empty()) {
        const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
          return;
        }
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
    }
  }

  int listener_;
  std::string answer_;
  int epoll_;
  std::array<char, 16384> buffer_{};
  std::unordered_map<int, std::string> partial_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bench_blind PORT FILE\n";
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  const std::string body{std::istreambuf_iterator<char>(file), {}};
  Blind(listen_on(static_cast<std::uint16_t>(std::atoi(argv[1]))), answer_with(body)).run();
}
