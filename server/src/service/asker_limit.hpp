// AskerLimit: how many reads each asker waits for that it began itself.
//
// Thread-safety: none; its owner has a lock.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

namespace cairn::service {

class AskerLimit {
 public:
  explicit AskerLimit(std::size_t each_max) : each_max_(each_max) {}

  // False when it waits for as many already. "" is nobody, who may have any number.
  [[nodiscard]] bool enter(const std::string& asker) {
    if (asker.empty()) {
      return true;
    }
    const auto found = counts_.find(asker);
    if ((found == counts_.end() ? 0 : found->second) >= each_max_) {
      return false;
    }
    ++counts_[asker];
    return true;
  }

  // Once for each enter() that said true.
  void leave(const std::string& asker) {
    const auto found = counts_.find(asker);
    if (found != counts_.end() && --found->second == 0) {
      counts_.erase(found);
    }
  }

 private:
  const std::size_t each_max_;
  std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace cairn::service
