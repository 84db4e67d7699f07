// Published<T>: the present version of an immutable value. Writers replace it as a whole; readers
// take a reference that stays valid and unchanged for as long as they keep it.
//
// A mutex held for a pointer copy, not std::atomic<std::shared_ptr>: with g++ 12 that type gives
// ThreadSanitizer reports and is slower (docs/decisions/0006-publication.md).
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cassert>
#include <memory>
#include <mutex>
#include <utility>

namespace cairn::base {

template <typename T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> first) : current_(std::move(first)) {
    assert(current_ != nullptr);
  }

  [[nodiscard]] std::shared_ptr<const T> current() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }

  void publish(std::shared_ptr<const T> next) {
    assert(next != nullptr);
    {
      const std::lock_guard lock(mutex_);
      current_.swap(next);
    }
    // The old value, now in `next`, is destroyed here, outside the lock.
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> current_;  // Guarded by mutex_; never null.
};

}  // namespace cairn::base
