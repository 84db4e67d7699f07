// What a document says about itself: what it imports and when it counts (Spring Boot's
// ConfigDataProperties).
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "resolve/cloud_platform.hpp"
#include "resolve/loading.hpp"
#include "values/profile_expression.hpp"

namespace cairn::resolve {

Result<std::optional<Activation>> Loading::activation_of(const Contributor& document) {
  const auto profiles = document.keys.list("spring.config.activate.onprofile", resolver(&document));
  if (!profiles) {
    return fail(profiles.error());
  }
  constexpr std::string_view platform_key = "spring.config.activate.oncloudplatform";
  const auto platform = document.keys.text(platform_key, resolver(&document));
  if (!platform) {
    return fail(platform.error());
  }
  Activation activation;
  if (*platform && !base::trim(**platform).empty()) {
    const auto known = known_cloud_platform(**platform);
    if (!known) {
      return fail(ErrorCode::failed_precondition, "'" + **platform + "' is no cloud platform",
                  {"", document.keys.find(platform_key)->at});
    }
    activation.cloud_platform = *known;
  } else if (!*profiles) {
    return std::optional<Activation>();
  }
  if (*profiles) {
    activation.profiles = (*profiles)->items;
    activation.profiles_at = (*profiles)->at;
  }
  return std::optional<Activation>(std::move(activation));
}

Result<Loading::Steering> Loading::steering_of(const Contributor& document) {
  if (document.keys.empty()) {
    return Steering{};
  }
  if (std::find(binding_.begin(), binding_.end(), &document) != binding_.end()) {
    return fail(ErrorCode::failed_precondition, "placeholders that need each other",
                {document.resource.path, {}});
  }
  binding_.push_back(&document);
  Steering steering;
  const auto imports = document.keys.list("spring.config.import", resolver(&document));
  auto activation = imports ? activation_of(document) : fail(imports.error());
  binding_.pop_back();
  if (!activation) {
    return fail_in_file(std::move(activation).error(), document.resource.path);
  }
  steering.activation = *std::move(activation);
  if (*imports) {
    for (const std::string& item : (*imports)->items) {
      ImportLocation location = ImportLocation::parse(item, (*imports)->at);
      if (!location.value.empty()) {
        steering.imports.push_back(std::move(location));
      }
    }
  }
  return steering;
}

Result<void> Loading::bind(Contributor& document) {
  auto steering = steering_of(document);
  if (!steering) {
    return fail(std::move(steering).error());
  }
  document.imports = std::move(steering->imports);
  document.activation = std::move(steering->activation);
  document.bound = true;
  return {};
}

Result<bool> Loading::is_active(Contributor& contributor) {
  if (contributor.kind != Contributor::Kind::document) {
    return true;
  }
  if (!contributor.bound) {
    const auto steering = steering_of(contributor);
    if (!steering) {
      return fail(steering.error());
    }
    return !steering->activation || holds(*steering->activation, contributor.resource.path);
  }
  if (!contributor.activation) {
    return true;
  }
  std::optional<bool>& remembered = contributor.active[static_cast<std::size_t>(stage_)];
  if (!remembered) {
    auto value = holds(*contributor.activation, contributor.resource.path);
    if (!value) {
      return value;
    }
    remembered = *value;
  }
  return *remembered;
}

Result<bool> Loading::holds(const Activation& activation, const std::string& file) const {
  if (stage_ == Stage::nothing) {
    return false;
  }
  if (!activation.cloud_platform.empty() && activation.cloud_platform != platform_) {
    return false;
  }
  if (activation.profiles.empty() || stage_ == Stage::platform) {
    return activation.profiles.empty();
  }
  auto value = values::holds_for(activation.profiles, profiles_);
  if (!value) {
    Error error = std::move(value).error();
    error.origin = {file, activation.profiles_at};
    return fail(std::move(error));
  }
  return value;
}

}  // namespace cairn::resolve
