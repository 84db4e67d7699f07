// See settings_profiles.hpp.
#include "app/settings_profiles.hpp"

#include <utility>

#include "values/profile_groups.hpp"
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
  return values::with_groups(
      wanted,
      [&tree](const std::string& profile) -> Result<Profiles> {
        const auto group = tree.list("spring.profiles.group." + profile);
        if (!group) {
          return fail(group.error());
        }
        Profiles members;
        for (const Setting& member : group->value_or(std::vector<Setting>())) {
          members.push_back(member.text);
        }
        return members;
      },
      profiles_max);
}

}  // namespace cairn::app
