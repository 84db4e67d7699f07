// BackOff: the pauses between attempts.
//
// Thread-safety: pure function.
#pragma once

#include <chrono>

#include "cairn/fetch_options.hpp"

namespace cairn::fetch {

// The pause after the n-th failed attempt, n from 1. `random` in [0, 1) matters with
// RetryOptions::random only.
[[nodiscard]] std::chrono::milliseconds pause_after(int attempt, const RetryOptions& retry,
                                                    double random);

}  // namespace cairn::fetch
