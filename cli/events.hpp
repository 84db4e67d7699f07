// Events: what a verb that keeps running waits for: signals, a bell that any thread may ring, and
// the passing of time.
//
// Thread-safety: ring() from any thread; everything else in the one that opened it.
#pragma once

#include <signal.h>

#include <chrono>
#include <optional>
#include <vector>

#include "base/descriptor.hpp"
#include "cairn/result.hpp"

namespace cairn::cli {

struct Event {
  enum class Kind { signal, bell, time } kind = Kind::time;
  int signal = 0;
  // It was sent by a terminal, to this whole process group, and not by a process to this one.
  bool from_terminal = false;
};

class Events {
 public:
  using Clock = std::chrono::steady_clock;

  // From now on these signals wait for next() instead of ending the process. To be opened after
  // everything that may take long, which they could not end. Errors: internal.
  [[nodiscard]] static Result<Events> open(const std::vector<int>& signals);

  void ring() const;

  // Waits. The bell rings once however often it was rung. Errors: internal.
  [[nodiscard]] Result<Event> next(std::optional<Clock::time_point> until = std::nullopt) const;

  // The signals that were blocked before: those of a program that is started.
  [[nodiscard]] const sigset_t& mask_before() const { return before_; }

 private:
  Events() = default;

  base::Descriptor signals_;
  base::Descriptor bell_;
  sigset_t before_{};
};

}  // namespace cairn::cli
