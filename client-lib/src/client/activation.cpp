// See activation.hpp.
#include "client/activation.hpp"

#include <utility>

#include "client/active_profiles.hpp"
#include "values/profile_expression.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::client {
namespace {

constexpr const char* on_profile = "spring.config.activate.on-profile";
constexpr const char* on_platform = "spring.config.activate.on-cloud-platform";

// `seen`: the document with all that its placeholders see.
Result<bool> is_on_platform(const Config& document, const Config& seen) {
  if (!document.contains(on_platform)) {
    return true;
  }
  const auto wanted = seen.get<std::string>(on_platform);
  const auto here = seen.get<std::string>("spring.main.cloud-platform", "");
  if (!wanted || !here) {
    return fail(wanted ? here.error() : wanted.error());
  }
  return values::canonical_name(*wanted) == values::canonical_name(*here);
}

// False while profiles are not known; a malformed condition is an error even then.
Result<bool> holds_on_profile(const Config& document, const Config& seen,
                              const std::vector<std::string>* profiles) {
  const auto conditions = seen.get<std::vector<std::string>>(on_profile);
  if (!conditions) {
    return fail(conditions.error());
  }
  auto holds =
      values::holds_for(*conditions, profiles == nullptr ? std::vector<std::string>() : *profiles);
  if (!holds) {
    Error error = std::move(holds).error();
    error.code = ErrorCode::invalid_argument;
    error.origin = place_of_list(document, on_profile);
    return fail(std::move(error));
  }
  return *holds && profiles != nullptr;
}

// What a document that depends on profiles must not hold: it would decide about itself.
Result<void> check_no_profiles(const Config& document) {
  const auto entries = document.at("spring.profiles").entries();
  if (entries.empty()) {
    return {};
  }
  return fail(ErrorCode::invalid_argument,
              "spring.profiles." + entries.front().key +
                  ": not allowed where profiles decide whether it is read",
              entries.front().origin.place);
}

}  // namespace

Result<Activation> activation_of(const PropertySource& document, bool of_profile,
                                 const SourceInputs& known,
                                 const std::vector<std::string>* profiles) {
  const Config own = Config::of({document});
  Activation activation;
  activation.conditional = own.contains(on_profile);
  if (of_profile || activation.conditional) {
    if (auto checked = check_no_profiles(own); !checked) {
      return fail(std::move(checked).error());
    }
  }
  if (!activation.conditional && !own.contains(on_platform)) {
    activation.applies = true;
    return activation;
  }
  const Config seen = config_with(document, known);
  auto on = is_on_platform(own, seen);
  if (!on) {
    return fail(std::move(on).error());
  }
  activation.applies = *on;
  if (!activation.conditional) {
    return activation;
  }
  auto holds = holds_on_profile(own, seen, profiles);
  if (!holds) {
    return fail(std::move(holds).error());
  }
  activation.applies = activation.applies && *holds;
  return activation;
}

}  // namespace cairn::client
