// StreamLimits: how many Watch calls are open, in all and from one address.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace cairn::rpc {

class StreamLimits {
 public:
  StreamLimits(std::size_t all_max, std::size_t each_max)
      : all_max_(all_max), each_max_(each_max) {}

  // False when there are as many as may be.
  [[nodiscard]] bool enter(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = each_.find(address);
    if (all_ >= all_max_ || (found == each_.end() ? 0 : found->second) >= each_max_) {
      return false;
    }
    ++all_;
    ++each_[address];
    return true;
  }

  // Once for each enter() that said true.
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    --all_;
    const auto found = each_.find(address);
    if (found != each_.end() && --found->second == 0) {
      each_.erase(found);
    }
  }

 private:
  const std::size_t all_max_;
  const std::size_t each_max_;
  std::mutex mutex_;
  std::size_t all_ = 0;  // Guarded by mutex_, with the next one.
  std::unordered_map<std::string, std::size_t> each_;
};

}  // namespace cairn::rpc
