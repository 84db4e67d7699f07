// Query: checking and splitting what was asked for.
#include "resolve/query.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "values/java_trim.hpp"
#include "values/profile_name.hpp"

namespace cairn::resolve {
namespace {

// The elements of a comma list as they are, none for an empty text.
std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> parts;
  if (!text.empty()) {
    for (const std::string_view part : base::split(text, ',')) {
      parts.emplace_back(part);
    }
  }
  return parts;
}

bool are_profile_names(std::string_view profiles) {
  const std::vector<std::string> names = comma_list(profiles);
  return std::all_of(names.begin(), names.end(), values::is_profile_name);
}

}  // namespace

Result<Query> Query::parse(std::string_view applications, std::string_view profiles,
                           std::optional<std::string_view> label, bool validate_profiles) {
  Query query;
  auto application = normalise_segment(applications);
  if (!application) {
    return fail(std::move(application).error(), "application");
  }
  query.application_ = *std::move(application);
  if (label) {
    auto parsed = Label::parse(*label);
    if (!parsed) {
      return fail(std::move(parsed).error());
    }
    query.label_ = *std::move(parsed);
  }
  if (validate_profiles &&
      (!are_profile_names(profiles) || profiles.find("..") != std::string_view::npos)) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(profiles) + "' is no list of profiles");
  }
  query.profiles_ = profiles;
  return query;
}

std::vector<std::string> Query::config_names() const {
  std::vector<std::string> names = {"application"};
  if (application_ == "application") {
    return names;
  }
  for (const std::string_view part : base::split(application_, ',')) {
    const std::string_view name = values::java_trimmed(part);
    if (!name.empty()) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::vector<std::string> Query::application_list() const {
  return comma_list(application_);
}

std::vector<std::string> Query::profile_list() const {
  std::vector<std::string> profiles;
  for (std::string& profile : comma_list(profiles_)) {
    if (std::find(profiles.begin(), profiles.end(), profile) == profiles.end()) {
      profiles.push_back(std::move(profile));
    }
  }
  return profiles;
}

}  // namespace cairn::resolve
