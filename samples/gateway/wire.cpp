// Reading and writing a socket with one deadline.
#include "wire.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace gateway {
namespace {

constexpr std::size_t piece_bytes = 16U * 1024;

void read_address(int (*ask)(int, sockaddr*, socklen_t*), int socket, std::string& ip, int& port) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  char host[NI_MAXHOST] = "";
  char service[NI_MAXSERV] = "";
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (ask(socket, generic, &size) == 0 &&
      getnameinfo(generic, size, host, sizeof host, service, sizeof service,
                  NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
    ip = host;
    port = std::atoi(service);
  }
}

}  // namespace

Wire::~Wire() {
  ::close(socket_);
}

bool Wire::fail(Fault fault) {
  fault_ = fault;
  return false;
}

bool Wire::await(short what) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0) {
      return fail(Fault::timed_out);
    }
    pollfd waiting{socket_, what, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) {
      return true;
    }
    if (ready < 0 && errno != EINTR) {
      return fail(Fault::closed);
    }
  }
}

bool Wire::stirs_within(std::chrono::milliseconds time) {
  pollfd waiting{socket_, POLLIN, 0};
  return in_at_ < in_.size() || ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

bool Wire::receive() {
  char piece[piece_bytes];
  while (fault_ == Fault::none && await(POLLIN)) {
    const ssize_t got = ::recv(socket_, piece, sizeof piece, MSG_DONTWAIT);
    if (got > 0) {
      in_.append(piece, static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      return fail(Fault::closed);
    }
  }
  return false;
}

bool Wire::read_head(HeadOf kind) {
  head_expected_ = false;
  in_.erase(0, in_at_);
  in_at_ = 0;
  for (;;) {
    std::size_t end = in_.find("\r\n\r\n");
    while (end == std::string::npos && in_.size() <= head_bytes_max) {
      if (!receive()) {
        return false;
      }
      end = in_.find("\r\n\r\n");
    }
    if (end == std::string::npos || end + 4 > head_bytes_max) {
      return fail(Fault::too_large);
    }
    const std::string head = in_.substr(0, end + 4);
    in_.erase(0, end + 4);
    if (!problem_of_head(head, kind).empty()) {
      return fail(Fault::malformed);
    }
    if (kind == HeadOf::response && head[9] == '1') {
      continue;
    }
    head_ = with_percents_kept(head);
    head_at_ = 0;
    return true;
  }
}

ssize_t Wire::read(char* to, std::size_t size) {
  if (head_expected_ && !read_head(kind_)) {
    return -1;
  }
  if (head_at_ < head_.size()) {
    const std::size_t count = head_.copy(to, size, head_at_);
    head_at_ += count;
    return static_cast<ssize_t>(count);
  }
  if (in_at_ == in_.size()) {
    in_.clear();
    in_at_ = 0;
    if (!receive()) {
      return fault_ == Fault::closed ? 0 : -1;
    }
  }
  const std::size_t count = in_.copy(to, std::min(size, left_), in_at_);
  if (count == 0) {
    fail(Fault::too_large);
    return -1;
  }
  left_ -= count;
  in_at_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Wire::write(const char* from, std::size_t size) {
  while (fault_ == Fault::none && await(POLLOUT)) {
    const ssize_t sent = ::send(socket_, from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) {
      return sent;
    }
    if (errno != EAGAIN && errno != EINTR) {
      fail(Fault::closed);
    }
  }
  return -1;
}

void Wire::end() {
  constexpr int pieces_max = 64;
  ::shutdown(socket_, SHUT_WR);
  fault_ = Fault::none;
  deadline_ = Clock::now() + std::chrono::seconds(1);
  for (int piece = 0; piece < pieces_max && receive(); ++piece) {
    in_.clear();
  }
}

void Wire::get_remote_ip_and_port(std::string& ip, int& port) const {
  read_address(&::getpeername, socket_, ip, port);
}

void Wire::get_local_ip_and_port(std::string& ip, int& port) const {
  read_address(&::getsockname, socket_, ip, port);
}

}  // namespace gateway
