// Filters: what a route asks of a request before it goes on, and what it does to headers.
//
// Thread-safety: RateLimits may be used by several threads at once; the functions have no state.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "listener.hpp"
#include "settings.hpp"

namespace gateway {

// How many requests came. It outlives route tables, so that a change of routes gives nobody a new
// allowance. One time for each key ("when would the last request have been due"), as in the generic
// cell rate algorithm; at most keys_max keys, beyond that all new ones share one.
class RateLimits {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t keys_max = 10'000;

  // Counts one request. How long to wait before the next attempt, or nothing if it may go on.
  [[nodiscard]] std::optional<Clock::duration> take(const std::string& key,
                                                    const RateLimitSettings& limit,
                                                    Clock::time_point now);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, Clock::time_point> due_;  // guarded by mutex_
};

// Reports values that cannot be used, each with its name below `filters`.
void check_filters(const FilterSettings& filters,
                   const std::function<void(const std::string&, const std::string&)>& report);

// Asks for headers, token and rate, in this order. What to answer instead, if the request may not
// go on.
[[nodiscard]] std::optional<Outgoing> refuse(const FilterSettings& filters,
                                             const std::string& route, const Incoming& incoming,
                                             RateLimits& limits, RateLimits::Clock::time_point now);

// Whether the text is one of the tokens. All are compared, and whole: how long that takes says
// nothing about where a guess begins to be wrong.
[[nodiscard]] bool is_one_of(std::string_view text, const std::vector<std::string>& tokens);

}  // namespace gateway
