// See active_profiles.hpp.
#include "client/active_profiles.hpp"

#include <utility>

#include "values/profile_groups.hpp"
#include "values/profile_name.hpp"

namespace cairn::client {
namespace {

using Profiles = std::vector<std::string>;

constexpr std::size_t profiles_max = 64;

// The list of a key, every item of it a profile name.
Result<Profiles> names_of(const Config& config, const std::string& key) {
  auto names = config.get<Profiles>(key, Profiles());
  if (!names) {
    return names;
  }
  for (const std::string& name : *names) {
    if (!values::is_profile_name(name)) {
      std::string why = key;
      why.append(": '").append(name).append("' is no profile name");
      return fail(ErrorCode::invalid_argument, std::move(why), place_of_list(config, key));
    }
  }
  return names;
}

// What is active before groups are put in.
Result<Profiles> named_profiles(const Config& config, const Profiles& wanted) {
  auto names = names_of(config, "spring.profiles.include");
  if (!names) {
    return names;
  }
  for (const std::string& name : wanted) {
    if (!values::is_profile_name(name)) {
      return fail(ErrorCode::invalid_argument, "'" + name + "' is no profile name");
    }
  }
  auto active = wanted.empty() ? names_of(config, "spring.profiles.active") : wanted;
  if (!active) {
    return active;
  }
  names->insert(names->end(), active->begin(), active->end());
  if (names->empty()) {
    names = names_of(config, "spring.profiles.default");
  }
  if (names && names->empty()) {
    names->emplace_back("default");
  }
  return names;
}

}  // namespace

Origin place_of_list(const Config& config, const std::string& key) {
  auto origin = config.origin(key);
  if (!origin) {
    origin = config.origin(key + "[0]");
  }
  return origin ? origin->place : Origin{};
}

Result<Profiles> find_active_profiles(const Config& config, const Profiles& wanted) {
  auto named = named_profiles(config, wanted);
  if (!named) {
    return named;
  }
  return values::with_groups(
      *named,
      [&config](const std::string& profile) {
        return names_of(config, "spring.profiles.group." + profile);
      },
      profiles_max);
}

}  // namespace cairn::client
