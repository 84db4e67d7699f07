// Counting connections.
#include "http/connection_limits.hpp"

namespace cairn::http {

Admission ConnectionLimits::enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto here = by_address_.find(address);
  const std::size_t count = here == by_address_.end() ? 0 : here->second;
  if (total_ < total_max_ && (address.empty() || count < per_address_max_)) {
    ++total_;
    if (!address.empty()) {
      ++by_address_[address];
    }
    return Admission::full;
  }
  if (reserve_ < reserve_max_) {
    ++reserve_;
    return Admission::health_only;
  }
  return Admission::none;
}

void ConnectionLimits::leave(const std::string& address, Admission admission) {
  const std::lock_guard lock(mutex_);
  if (admission == Admission::health_only) {
    --reserve_;
    return;
  }
  --total_;
  leave_address(address);
}

bool ConnectionLimits::enter_request(const std::string& address) {
  if (per_address_max_ >= total_max_) {
    return true;
  }
  const std::lock_guard lock(mutex_);
  const auto here = by_address_.find(address);
  if (here != by_address_.end() && here->second >= per_address_max_) {
    return false;
  }
  ++by_address_[address];
  return true;
}

void ConnectionLimits::leave_request(const std::string& address) {
  if (per_address_max_ < total_max_) {
    const std::lock_guard lock(mutex_);
    leave_address(address);
  }
}

// The mutex is held.
void ConnectionLimits::leave_address(const std::string& address) {
  const auto found = by_address_.find(address);
  if (found != by_address_.end() && --found->second == 0) {
    by_address_.erase(found);
  }
}

}  // namespace cairn::http
