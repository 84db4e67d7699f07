// ServiceManager: tells the program that started the server how it is: systemd, or whoever speaks
// sd_notify(3), a datagram of "NAME=value" lines to the socket that $NOTIFY_SOCKET names. Without
// such a socket nobody is told, and that is no error.
//
// Thread-safety: from_environment() before there are other threads; the rest is immutable.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::app {

class ServiceManager {
 public:
  // Nobody is told.
  ServiceManager() = default;
  // `socket` is a path or, with "@" in front, an abstract name; `watchdog` is how long the manager
  // waits for a sign of life before it ends the server.
  explicit ServiceManager(std::string socket,
                          std::optional<std::chrono::microseconds> watchdog = std::nullopt);

  // Reads $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID, and takes them out of the environment:
  // they are meant for this process alone. A watchdog that is none, or is meant for another
  // process, is left out.
  [[nodiscard]] static ServiceManager from_environment();

  // Sends "READY=1", "STOPPING=1", "STATUS=..." or several lines. Never waits.
  // Errors: unavailable when the socket cannot be written to; invalid_argument for a name that is
  // none.
  [[nodiscard]] Result<void> tell(std::string_view state) const;

  // How often "WATCHDOG=1" should be told, and how long a proof of life may take: a quarter of what
  // the manager waits, so that a late one is still in time. None without a watchdog.
  [[nodiscard]] std::optional<std::chrono::microseconds> beat_interval() const;

 private:
  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace cairn::app
