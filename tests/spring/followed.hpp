// Followed: a LiveConfig of a test, and what it told.
//
//   watch, wait_s, poll_interval_ms, back_off_ms     how it follows; the rest as in question.hpp
//   below                                            the prefix that is listened to
//
// Thread-safety: of one thread; the callbacks come in others.
#pragma once

#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "cairn/live_config.hpp"
#include "spring/said.hpp"

namespace cairn::testing {

class Followed {
 public:
  // {"started": true} or {"error": {...}}.
  [[nodiscard]] Json start(const nlohmann::json& question);
  // What was told so far, the present values and the state.
  [[nodiscard]] Json look();
  // {"changes": [...]} or {"error": {...}}.
  [[nodiscard]] Json refresh();

 private:
  std::mutex mutex_;
  std::vector<Update> updates_;  // guarded by mutex_
  std::vector<Error> troubles_;  // guarded by mutex_
  std::optional<LiveConfig> live_;
  std::vector<Subscription> subscriptions_;  // ends first
};

}  // namespace cairn::testing
