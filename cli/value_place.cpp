// See value_place.hpp.
#include "cli/value_place.hpp"

#include <algorithm>

#include "crypto/bound_cipher.hpp"

namespace cairn::cli {
namespace {

constexpr std::string_view shared = "application";

std::string_view without_extension(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has = dot != std::string_view::npos && dot != 0 &&
                   (slash == std::string_view::npos || dot > slash + 1);
  return has ? path.substr(0, dot) : path;
}

std::string_view stem_of(std::string_view path) {
  const std::string_view whole = without_extension(path);
  return whole.substr(whole.rfind('/') + 1);
}

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

Failure ambiguous(std::string_view stem) {
  std::string readings;
  for (std::size_t dash = stem.rfind('-'); dash != std::string_view::npos && dash != 0;
       dash = stem.rfind('-', dash - 1)) {
    readings.append(", or of '").append(stem.substr(0, dash)).append("' with a profile");
  }
  return fail(ErrorCode::invalid_argument,
              "'" + std::string(stem) + "' may be a file of the application of that name" +
                  readings + ": say it with --application or --profile");
}

}  // namespace

Result<std::string> application_of_file(std::string_view path, const PlaceOptions& options) {
  const std::string_view stem = stem_of(path);
  if (!options.application.empty()) {
    const std::vector<std::string> possible = possible_applications(path);
    if (std::find(possible.begin(), possible.end(), options.application) == possible.end()) {
      return fail(ErrorCode::invalid_argument,
                  "no application '" + options.application + "' reads '" + std::string(path) + "'");
    }
    return options.application;
  }
  if (stem.find('-') == std::string_view::npos) {
    return std::string(stem);
  }
  for (const std::string& profile : options.profiles) {
    const std::string ending = "-" + profile;
    if (stem.size() > ending.size() && stem.substr(stem.size() - ending.size()) == ending) {
      return std::string(stem.substr(0, stem.size() - ending.size()));
    }
  }
  if (!options.profiles.empty()) {
    return std::string(stem);
  }
  if (begins(stem, std::string(shared) + '-')) {
    return std::string(shared);
  }
  return ambiguous(stem);
}

std::vector<std::string> possible_applications(std::string_view path) {
  const std::string_view whole = without_extension(path);
  std::vector<std::string> possible;
  for (std::size_t slash = whole.rfind('/');;
       slash = slash == 0 ? std::string_view::npos : whole.rfind('/', slash - 1)) {
    const std::string_view name = slash == std::string_view::npos ? whole : whole.substr(slash + 1);
    const std::size_t stem_at = name.rfind('/') + 1;
    for (std::size_t end = name.size(); end != std::string_view::npos && end > stem_at;
         end = name.rfind('-', end - 1)) {
      possible.emplace_back(name.substr(0, end));
    }
    if (slash == std::string_view::npos) {
      return possible;
    }
  }
}

}  // namespace cairn::cli
