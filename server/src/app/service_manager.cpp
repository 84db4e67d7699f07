// One datagram per message, as sd_notify(3) describes it.
#include "app/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace cairn::app {
namespace {

std::string take_variable(const char* name) {
  const char* value = ::getenv(name);
  std::string taken = value == nullptr ? "" : value;
  ::unsetenv(name);
  return taken;
}

std::optional<std::int64_t> positive_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || number <= 0) {
    return std::nullopt;
  }
  return number;
}

class Datagrams {
 public:
  Datagrams() : descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~Datagrams() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  Datagrams(const Datagrams&) = delete;
  Datagrams& operator=(const Datagrams&) = delete;

  [[nodiscard]] bool send(std::string_view text, const sockaddr_un& to, socklen_t length) const {
    return descriptor_ >= 0 && ::sendto(descriptor_, text.data(), text.size(), MSG_NOSIGNAL,
                                        reinterpret_cast<const sockaddr*>(&to), length) >= 0;
  }

 private:
  const int descriptor_;
};

}  // namespace

ServiceManager::ServiceManager(std::string socket,
                               std::optional<std::chrono::microseconds> watchdog)
    : socket_(std::move(socket)), watchdog_(watchdog) {}

ServiceManager ServiceManager::from_environment() {
  std::string socket = take_variable("NOTIFY_SOCKET");
  const auto microseconds = positive_number(take_variable("WATCHDOG_USEC"));
  const std::string meant_for = take_variable("WATCHDOG_PID");
  const bool ours = meant_for.empty() || positive_number(meant_for) == std::int64_t{::getpid()};
  if (socket.empty() || !microseconds || !ours) {
    return ServiceManager(std::move(socket));
  }
  return ServiceManager(std::move(socket), std::chrono::microseconds(*microseconds));
}

Result<void> ServiceManager::tell(std::string_view state) const {
  if (socket_.empty()) {
    return {};
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if ((socket_[0] != '/' && socket_[0] != '@') || socket_.size() >= sizeof address.sun_path) {
    return fail(ErrorCode::invalid_argument, "NOTIFY_SOCKET '" + socket_ +
                                                 "' is neither the path of a socket nor the name "
                                                 "of an abstract one");
  }
  std::copy(socket_.begin(), socket_.end(), std::begin(address.sun_path));
  if (socket_[0] == '@') {
    address.sun_path[0] = '\0';
  }
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  if (!Datagrams().send(state, address, length)) {
    return fail(ErrorCode::unavailable, "NOTIFY_SOCKET '" + socket_ + "': " + std::strerror(errno));
  }
  return {};
}

std::optional<std::chrono::microseconds> ServiceManager::beat_interval() const {
  if (!watchdog_) {
    return std::nullopt;
  }
  return std::max(*watchdog_ / 4, std::chrono::microseconds(1));
}

}  // namespace cairn::app
