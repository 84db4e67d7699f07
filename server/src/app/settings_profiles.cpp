// See settings_profiles.hpp.
#include "app/settings_profiles.hpp"

#include <algorithm>
#include <utility>

#include "values/profile_name.hpp"

namespace cairn::app {
namespace {

using Profiles = std::vector<std::string>;

constexpr std::size_t profiles_max = 64;

}  // namespace

Result<Profiles> find_active_profiles(const SettingsTree& tree) {
  Profiles wanted;
  for (const char* name : {"spring.profiles.include", "spring.profiles.active"}) {
    auto listed = tree.list(name);
    if (!listed) {
      return fail(std::move(listed).error());
    }
    for (const Setting& item : listed->value_or(std::vector<Setting>())) {
      if (!values::is_profile_name(item.text)) {
        return fail(ErrorCode::invalid_argument,
                    std::string(name) + ": '" + item.text + "' is no profile name", item.origin);
      }
      wanted.push_back(item.text);
    }
  }
  if (wanted.empty()) {
    auto listed = tree.list("spring.profiles.default");
    if (!listed) {
      return fail(std::move(listed).error());
    }
    for (const Setting& item : listed->value_or(std::vector<Setting>{{"", "default", {}}})) {
      wanted.push_back(item.text);
    }
  }
  // Each profile is followed by its group, the members by theirs.
  Profiles active;
  std::reverse(wanted.begin(), wanted.end());
  while (!wanted.empty()) {
    const std::string profile = std::move(wanted.back());
    wanted.pop_back();
    if (std::find(active.begin(), active.end(), profile) != active.end()) {
      continue;
    }
    if (active.size() >= profiles_max) {
      return fail(ErrorCode::resource_exhausted,
                  "more than " + std::to_string(profiles_max) + " profiles are active");
    }
    active.push_back(profile);
    auto group = tree.list("spring.profiles.group." + profile);
    if (!group) {
      return fail(std::move(group).error());
    }
    const auto members = group->value_or(std::vector<Setting>());
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      wanted.push_back(member->text);
    }
  }
  return active;
}

}  // namespace cairn::app
