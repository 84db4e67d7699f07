// Pace: when a program that follows its servers asks next, and how long the server may hold the
// request. It sees how the last request went, and decides.
//
// Thread-safety: for one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "cairn/live_options.hpp"

namespace cairn::client {

class Pace {
 public:
  using Milliseconds = std::chrono::milliseconds;

  // What to do: pause, then ask.
  struct Step {
    Milliseconds pause{0};
    std::chrono::seconds wait{0};  // for the server
    bool polls = false;            // the pause is that of polling
  };

  // How a request went that was answered.
  struct Answered {
    bool asked = false;      // the server was asked to wait
    bool waited = false;     // and says that it understood
    bool tagged = false;     // the answer has a tag, so that the next request can wait
    bool unchanged = false;  // 304
    Milliseconds took{0};
  };

  // `random` gives numbers in [0, 1).
  Pace(const LiveOptions& options, std::function<double()> random);

  [[nodiscard]] Step after_answer(const Answered& answered);
  [[nodiscard]] Step after_failure(bool asked, Milliseconds took);

 private:
  [[nodiscard]] Step poll();
  [[nodiscard]] Milliseconds part_of(Milliseconds whole);

  std::chrono::seconds wait_max_;
  Milliseconds poll_interval_;
  Milliseconds back_off_min_;
  Milliseconds back_off_max_;
  std::function<double()> random_;

  std::chrono::seconds wait_;  // what connections seem to outlast
  std::size_t held_ = 0;       // requests in a row that were held for as long as was asked
  std::size_t hasty_ = 0;      // answers in a row that came at once
  std::size_t failures_ = 0;   // in a row
};

}  // namespace cairn::client
