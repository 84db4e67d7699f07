// When to try a broker again that cannot be reached.
//
// Thread-safety: a pure function.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace cairn::bus {

// Twice as long after each failure, from `first` up to `longest`; up to a fifth less by `chance`,
// from 0 to 1, so that a broker that comes back does not meet everybody at once.
[[nodiscard]] inline std::chrono::milliseconds retry_pause(unsigned failures,
                                                           std::chrono::milliseconds first,
                                                           std::chrono::milliseconds longest,
                                                           double chance) {
  const unsigned doublings = std::min(failures == 0 ? 0U : failures - 1, 20U);
  const auto full = std::min(longest, first * (std::int64_t{1} << doublings));
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(full.count()) * (1 - chance / 5)));
}

}  // namespace cairn::bus
