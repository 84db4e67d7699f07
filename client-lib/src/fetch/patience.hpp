// Patience: how long one request may still take: until its deadline, or until its caller asks for
// the end. Whatever can block in a request waits here, so nothing outlasts it.
//
// Thread-safety: for the thread that runs the request; the stop may come from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "base/descriptor.hpp"
#include "fetch/exchange.hpp"

namespace cairn::fetch {

using Reached = tl::expected<void, TransportFailure>;

class Patience {
 public:
  using Clock = std::chrono::steady_clock;

  // From now on.
  Patience(std::chrono::milliseconds limit, const std::stop_token& stop);
  ~Patience() = default;
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

  // Waits until the descriptor is ready for `events` (POLLIN, POLLOUT), at most until the deadline
  // and, if given, `earlier`. `doing` is for the message.
  [[nodiscard]] Reached wait(int descriptor, short events, const std::string& doing,
                             std::optional<Clock::time_point> earlier = std::nullopt) const;
  // Whether there is still time, without waiting.
  [[nodiscard]] Reached check(const std::string& doing) const;

 private:
  [[nodiscard]] Reached check_until(Clock::time_point end, const std::string& doing) const;

  Clock::time_point deadline_;
  std::stop_token stop_;
  base::Descriptor stopped_;  // readable once a stop is requested
  std::stop_callback<std::function<void()>> on_stop_;
};

}  // namespace cairn::fetch
