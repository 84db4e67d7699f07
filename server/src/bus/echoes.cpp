// See echoes.hpp.
#include "bus/echoes.hpp"

namespace cairn::bus {

void Echoes::heard(const std::string& id, Time now) {
  if (!heard_.emplace(id, now).second) {
    return;
  }
  order_.push_back(id);
  while (order_.size() > ids_max_) {
    heard_.erase(order_.front());
    order_.pop_front();
  }
}

bool Echoes::settled(const std::string& id, Time last_read, Time now) {
  const auto found = heard_.find(id);
  if (found == heard_.end()) {
    return false;
  }
  const Time at = found->second;
  heard_.erase(found);
  // Reads are noted by the millisecond.
  return now - at <= life_ && last_read + std::chrono::milliseconds(1) < at;
}

}  // namespace cairn::bus
