// Growing pauses, as spring-retry computes them: the base is multiplied as a whole number of
// milliseconds each time, the random factor does not feed back.
#include "fetch/back_off.hpp"

#include <algorithm>
#include <cstdint>

namespace cairn::fetch {

std::chrono::milliseconds pause_after(int attempt, const RetryOptions& retry, double random) {
  const auto max = static_cast<double>(retry.max_interval.count());
  double pause = std::min(static_cast<double>(retry.initial_interval.count()), max);
  for (int i = 1; i < attempt && pause < max && pause > 0 && retry.multiplier > 1; ++i) {
    pause = std::min(pause * retry.multiplier, max);
    pause = static_cast<double>(static_cast<std::int64_t>(pause));
  }
  if (retry.random) {
    pause = std::min(pause * (1 + random * std::max(retry.multiplier - 1, 0.0)), max);
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(pause));
}

}  // namespace cairn::fetch
