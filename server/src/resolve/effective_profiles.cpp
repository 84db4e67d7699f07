// Which profiles are in effect: the requested ones, those that files include, and the members of
// groups (Spring Boot's Profiles).
#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "resolve/cloud_platform.hpp"
#include "resolve/loading.hpp"
#include "values/profile_groups.hpp"
#include "values/profile_name.hpp"

namespace cairn::resolve {
namespace {

constexpr std::string_view include_key = "spring.profiles.include";
constexpr std::string_view validate_key = "spring.profiles.validate";

Result<void> check_names(const std::vector<std::string>& profiles, const Origin& origin) {
  for (const std::string& profile : profiles) {
    if (!values::is_profile_name(profile)) {
      return fail(ErrorCode::failed_precondition, "'" + profile + "' is no profile name", origin);
    }
  }
  return {};
}

Result<bool> as_flag(const std::optional<std::string>& text, const Origin& origin) {
  if (!text) {
    return true;
  }
  const std::string lower = base::to_lower(base::trim(*text));
  if (lower == "true" || lower == "on" || lower == "yes" || lower == "1" || lower.empty()) {
    return true;
  }
  if (lower == "false" || lower == "off" || lower == "no" || lower == "0") {
    return false;
  }
  return fail(ErrorCode::failed_precondition, "'" + *text + "' is neither true nor false", origin);
}

void append_once(std::vector<std::string>& profiles, const std::string& profile) {
  if (std::find(profiles.begin(), profiles.end(), profile) == profiles.end()) {
    profiles.push_back(profile);
  }
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The first elements of a name, as a name.
values::RelaxedName first_elements(const values::RelaxedName& name, std::size_t count) {
  std::string written;
  for (std::size_t i = 0; i < count; ++i) {
    const values::NameElement& element = name.elements()[i];
    written += element.index ? '[' + element.text + ']' : (i == 0 ? "" : ".") + element.text;
  }
  return values::RelaxedName::parse(written);
}

// "spring.profiles.group.prod[0]" names the group "spring.profiles.group.prod"; nullopt for a key
// that is about no group.
std::optional<values::RelaxedName> group_name(const values::RelaxedName& name) {
  constexpr std::size_t prefix_size = 3;
  constexpr std::string_view prefix = "spring.profiles.group";
  if (name.elements().size() <= prefix_size ||
      first_elements(name, prefix_size).canonical() != prefix) {
    return std::nullopt;
  }
  std::size_t size = prefix_size + 1;
  while (size < name.elements().size() &&
         !(name.elements()[size].index && is_number(name.elements()[size].text))) {
    ++size;
  }
  return first_elements(name, size);
}

}  // namespace

Result<void> Loading::find_platform() {
  const auto enforced = bound_text("spring.main.cloudplatform");
  if (!enforced) {
    return fail(enforced.error());
  }
  std::optional<std::string> platform;
  if (*enforced) {
    platform = enforced_cloud_platform(**enforced);
  }
  if (!platform) {
    platform = known_cloud_platform(request_.cloud_platform);
  }
  platform_ = platform.value_or("none");
  stage_ = Stage::platform;
  return {};
}

Result<std::vector<std::string>> Loading::included_profiles() {
  std::vector<std::string> included;
  for (Contributor* document : in_order()) {
    const auto list = document->keys.list(include_key, resolver(nullptr));
    if (!list) {
      return fail_in_file(list.error(), document->resource.path);
    }
    if (!*list) {
      continue;
    }
    const Origin origin{document->resource.path, (*list)->at};
    auto flag = document->keys.text(validate_key, resolver(nullptr));
    const auto validate = flag ? as_flag(*flag, origin) : fail(flag.error());
    if (!validate) {
      return fail_in_file(validate.error(), document->resource.path);
    }
    if (*validate) {
      if (auto done = check_names((*list)->items, origin); !done) {
        return fail(std::move(done).error());
      }
    }
    const auto active = is_active(*document);
    if (!active) {
      return fail(active.error());
    }
    if (!*active) {
      return fail(ErrorCode::failed_precondition,
                  "'" + std::string(include_key) + "' has no place in a document with a condition",
                  origin);
    }
    for (const std::string& profile : (*list)->items) {
      append_once(included, profile);
    }
  }
  return included;
}

Result<bool> Loading::validates_profiles() {
  const auto text = bound_text(validate_key);
  if (!text) {
    return fail(text.error());
  }
  return as_flag(*text, {});
}

// A group is the list that the document with the highest precedence gives it, active or not.
Result<std::vector<Loading::Group>> Loading::profile_groups(bool validate) {
  std::vector<Group> groups;
  for (const Contributor* document : in_order()) {
    for (const ControlKey& key : document->keys.all()) {
      const auto name = group_name(key.name);
      if (!name) {
        continue;
      }
      const std::string profile = name->map_key(3);
      if (std::any_of(groups.begin(), groups.end(),
                      [&](const Group& group) { return group.profile == profile; })) {
        continue;
      }
      auto members = bound_list(name->canonical());
      if (!members) {
        return fail(std::move(members).error());
      }
      if (!*members) {
        continue;
      }
      if (validate) {
        const Origin origin{document->resource.path, key.property->at};
        if (auto done = check_names((*members)->items, origin); !done) {
          return fail(std::move(done).error());
        }
      }
      groups.push_back({profile, std::move((*members)->items)});
    }
  }
  return groups;
}

Result<void> Loading::find_profiles() {
  std::vector<std::string> wanted = request_.profiles;
  std::vector<Group> groups;
  bool validate = true;
  if (!profiles_fixed_) {
    auto included = included_profiles();
    if (!included) {
      return fail(std::move(included).error());
    }
    for (const std::string& profile : *included) {
      append_once(wanted, profile);
    }
    const auto flag = validates_profiles();
    if (!flag) {
      return fail(flag.error());
    }
    validate = *flag;
    auto found = profile_groups(validate);
    if (!found) {
      return fail(std::move(found).error());
    }
    groups = *std::move(found);
    // Nothing follows from it, since every request names profiles; but it must be a list of them.
    const auto fallback = bound_list("spring.profiles.default");
    if (!fallback) {
      return fail(fallback.error());
    }
    if (validate && *fallback) {
      if (auto done = check_names((*fallback)->items, {"", (*fallback)->at}); !done) {
        return done;
      }
    }
  }
  if (validate) {
    if (auto done = check_names(wanted, {}); !done) {
      return done;
    }
  }
  auto profiles = values::with_groups(
      wanted,
      [&groups](const std::string& profile) -> Result<std::vector<std::string>> {
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& candidate) {
          return candidate.profile == profile;
        });
        return group != groups.end() ? group->members : std::vector<std::string>();
      },
      std::numeric_limits<std::size_t>::max());  // a request and files are bounded already
  if (!profiles) {
    return fail(std::move(profiles).error());
  }
  profiles_ = *std::move(profiles);
  stage_ = Stage::profiles;
  return {};
}

}  // namespace cairn::resolve
