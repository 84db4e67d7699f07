// Contact: when a repository's remote was last reached, and when somebody last read what came from
// it. The only part of a catalog that changes: an answer keeps the contacts of what it is made of,
// so that it can tell its age, and that it was given, without asking anybody.
//
// Thread-safety: all functions may be called from any thread. Cost: an atomic load or two.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace cairn::catalog {

class Contact {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A remote that cannot be reached makes what is served stale from `late_after` after the last
  // success on; zero: at once.
  Contact(std::chrono::milliseconds late_after, std::int64_t last_success_unix)
      : late_after_ms_(late_after.count()), last_success_unix_(last_success_unix) {}

  void succeeded(std::int64_t unix_seconds, Time now) {
    last_success_unix_.store(unix_seconds);
    last_success_ms_.store(ms(now));
    failing_.store(false);
  }
  void failed() { failing_.store(true); }

  // Unix seconds of the last success; 0 for never.
  [[nodiscard]] std::int64_t last_success_unix() const { return last_success_unix_.load(); }

  // The same when that is too long ago, else 0.
  [[nodiscard]] std::int64_t stale_since(Time now) const {
    const bool late = failing_.load() && ms(now) - last_success_ms_.load() >= late_after_ms_;
    return late ? last_success_unix_.load() : 0;
  }

  void note_read(Time now) {
    // Written once a millisecond at most, so that busy threads do not fight over it.
    const std::int64_t at = ms(now);
    if (last_read_ms_.load(std::memory_order_relaxed) < at) {
      last_read_ms_.store(at, std::memory_order_relaxed);
    }
  }
  [[nodiscard]] Time last_read() const {
    return Time(std::chrono::milliseconds(last_read_ms_.load(std::memory_order_relaxed)));
  }

 private:
  [[nodiscard]] static std::int64_t ms(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  }

  const std::int64_t late_after_ms_;
  std::atomic<std::int64_t> last_success_unix_;
  std::atomic<std::int64_t> last_success_ms_{0};
  std::atomic<bool> failing_{false};
  std::atomic<std::int64_t> last_read_ms_{0};
};

}  // namespace cairn::catalog
