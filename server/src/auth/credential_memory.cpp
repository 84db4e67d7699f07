// See credential_memory.hpp.
#include "auth/credential_memory.hpp"

#include <utility>

namespace cairn::auth {

const CredentialMemory::Entry* CredentialMemory::find(std::string_view mac, Clock::time_point now) {
  const auto found = index_.find(mac);
  if (found == index_.end()) {
    return nullptr;
  }
  const auto kept = found->second;
  const auto& until = kept->entry.who->until;
  if (now >= kept->entry.until || (until && time_now() >= *until)) {
    index_.erase(found);
    kept_.erase(kept);
    return nullptr;
  }
  kept_.splice(kept_.begin(), kept_, kept);
  return &kept->entry;
}

void CredentialMemory::add(std::string mac, Entry entry) {
  if (const auto found = index_.find(mac); found != index_.end()) {
    found->second->entry = std::move(entry);
    return;
  }
  if (kept_.size() >= entries_max_) {
    index_.erase(kept_.back().mac);
    kept_.pop_back();
  }
  kept_.push_front({std::move(mac), std::move(entry)});
  index_.emplace(kept_.front().mac, kept_.begin());
}

void CredentialMemory::clear() {
  index_.clear();
  kept_.clear();
}

}  // namespace cairn::auth
