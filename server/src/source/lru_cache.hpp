// LruCache: a bounded map; what was not used for longest goes first.
//
// Thread-safety: synchronised; values are copied out, so keep them small or shared.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace cairn::source {

template <typename Key, typename Value, typename Hash = std::hash<Key>>
class LruCache {
 public:
  // Entries are dropped when the sum of their costs is above `cost_max`.
  explicit LruCache(std::size_t cost_max) : cost_max_(cost_max) {}

  [[nodiscard]] std::optional<Value> find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
      return std::nullopt;
    }
    order_.splice(order_.begin(), order_, found->second);
    return found->second->value;
  }

  // Keeps the value; one that was there already stays and is returned, so that it is shared.
  Value keep(const Key& key, Value value, std::size_t cost = 1) {
    std::list<Entry> dropped;  // Destroyed outside the lock.
    const std::lock_guard lock(mutex_);
    if (const auto found = entries_.find(key); found != entries_.end()) {
      order_.splice(order_.begin(), order_, found->second);
      return found->second->value;
    }
    order_.push_front(Entry{key, value, cost});
    entries_.emplace(key, order_.begin());
    cost_ += cost;
    while (cost_ > cost_max_ && order_.size() > 1) {
      cost_ -= order_.back().cost;
      entries_.erase(order_.back().key);
      dropped.splice(dropped.begin(), order_, std::prev(order_.end()));
    }
    return value;
  }

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t cost;
  };

  const std::size_t cost_max_;
  std::mutex mutex_;
  std::list<Entry> order_;  // Guarded by mutex_; the last used first.
  std::unordered_map<Key, typename std::list<Entry>::iterator, Hash>
      entries_;           // Guarded by mutex_.
  std::size_t cost_ = 0;  // Guarded by mutex_.
};

}  // namespace cairn::source
