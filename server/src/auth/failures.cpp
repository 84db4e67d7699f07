// See failures.hpp.
#include "auth/failures.hpp"

#include <algorithm>

#include "auth/network_address.hpp"

namespace cairn::auth {

std::string counted_address(std::string_view address) {
  const std::string_view text = address.substr(0, address.find('%'));
  const auto parsed = NetworkAddress::parse(text);
  return parsed ? parsed->counted_as() : std::string(text);
}

std::optional<std::chrono::seconds> Failures::wait(std::string_view address,
                                                   Clock::time_point now) const {
  const std::string key = counted_address(address);
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) {
    return std::nullopt;
  }
  const auto allowed = now + interval_ * (static_cast<std::int64_t>(burst_) - 1);
  const auto over = found->second->paid_until - allowed;
  if (over <= Clock::duration::zero()) {
    return std::nullopt;
  }
  return std::chrono::ceil<std::chrono::seconds>(over);
}

void Failures::set_limits(std::size_t burst, std::chrono::milliseconds interval) {
  const std::lock_guard lock(mutex_);
  burst_ = burst;
  interval_ = interval;
}

void Failures::add(std::string_view address, Clock::time_point now) {
  std::string key = counted_address(address);
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found != index_.end()) {
    Entry& entry = *found->second;
    entry.paid_until = std::max(entry.paid_until, now) + interval_;
    entries_.splice(entries_.begin(), entries_, found->second);
    return;
  }
  if (entries_.size() >= addresses_max_) {
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({std::move(key), now + interval_});
  index_.emplace(entries_.front().key, entries_.begin());
}

std::size_t Failures::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace cairn::auth
