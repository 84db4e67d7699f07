// The walk over groups, members before what comes behind their profile.
#include "values/profile_groups.hpp"

#include <unordered_set>
#include <utility>

namespace cairn::values {

Result<std::vector<std::string>> with_groups(const std::vector<std::string>& profiles,
                                             const GroupOf& group_of, std::size_t profiles_max) {
  std::vector<std::string> todo(profiles.rbegin(), profiles.rend());
  std::unordered_set<std::string> seen;
  std::vector<std::string> active;
  while (!todo.empty()) {
    const std::string profile = std::move(todo.back());
    todo.pop_back();
    if (!seen.insert(profile).second) {
      continue;
    }
    if (active.size() >= profiles_max) {
      return fail(ErrorCode::resource_exhausted,
                  "more than " + std::to_string(profiles_max) + " profiles are active");
    }
    active.push_back(profile);
    const auto members = group_of(profile);
    if (!members) {
      return fail(members.error());
    }
    todo.insert(todo.end(), members->rbegin(), members->rend());
  }
  return active;
}

}  // namespace cairn::values
