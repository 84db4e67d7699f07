// Contact: when a repository's remote was last reached, and who reads what came from it. The only
// part of a catalog that changes: an answer keeps the contacts of what it is made of, so that it
// can tell its age, and that it was given, without asking anybody.
//
// A repository that nobody reads rests: it is looked at less often, and the next reads of it wait
// for a look, so that who reads after a rest gets no older state than who reads all the time.
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

  // Who waits for changes reads, as long as that takes.
  void begin_watch() { ++watchers_; }
  void end_watch(Time now) {
    note_read(now);
    --watchers_;
  }
  [[nodiscard]] bool is_watched() const { return watchers_.load() > 0; }

  // It rests from now on, or still does.
  void rest() {
    places_.store(reads_that_wait, std::memory_order_relaxed);
    resting_.store(true, std::memory_order_relaxed);
  }
  void wake() { resting_.store(false, std::memory_order_relaxed); }
  [[nodiscard]] bool rests() const { return resting_.load(std::memory_order_relaxed); }
  // Whether a read is to wait for a look: of a repository that rests, and so many at once. All
  // others get what is there.
  [[nodiscard]] bool take_place() {
    return rests() && places_.load(std::memory_order_relaxed) > 0 &&
           places_.fetch_sub(1, std::memory_order_relaxed) > 0;
  }

 private:
  // Fewer than may wait for one asker, who would else be turned away.
  static constexpr int reads_that_wait = 32;

  [[nodiscard]] static std::int64_t ms(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  }

  const std::int64_t late_after_ms_;
  std::atomic<std::int64_t> last_success_unix_;
  std::atomic<std::int64_t> last_success_ms_{0};
  std::atomic<bool> failing_{false};
  std::atomic<std::int64_t> last_read_ms_{0};
  std::atomic<int> watchers_{0};
  std::atomic<int> places_{0};
  std::atomic<bool> resting_{false};
};

}  // namespace cairn::catalog
