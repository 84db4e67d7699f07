// Counting connections.
#include "http/connection_limits.hpp"

namespace cairn::http {

Admission ConnectionLimits::enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  std::size_t& here = by_address_[address];
  if (total_ < total_max_ && here < per_address_max_) {
    ++total_;
    ++here;
    return Admission::full;
  }
  if (here == 0) {
    by_address_.erase(address);
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
  const auto found = by_address_.find(address);
  if (found != by_address_.end() && --found->second == 0) {
    by_address_.erase(found);
  }
}

}  // namespace cairn::http
