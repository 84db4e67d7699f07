// The wall clock, for what people and files are told. Nothing is timed by it but ends of pins.
//
// Thread-safety: pure functions, but for the clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace cairn::service {

[[nodiscard]] inline std::int64_t unix_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// When that is or was, by the wall clock; `now` is the same moment as unix_now().
[[nodiscard]] inline std::int64_t unix_at(std::chrono::steady_clock::time_point time,
                                          std::chrono::steady_clock::time_point now) {
  return unix_now() + std::chrono::round<std::chrono::seconds>(time - now).count();
}

}  // namespace cairn::service
