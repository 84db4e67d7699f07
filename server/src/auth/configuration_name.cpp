// See configuration_name.hpp.
#include "auth/configuration_name.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace cairn::auth {
namespace {

constexpr std::array<std::string_view, 5> extensions{"yml", "yaml", "properties", "json", "xml"};
constexpr std::string_view shared = "application";

// The name without its extension; "" where that is none of configuration.
std::string_view stem_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos ||
      std::none_of(extensions.begin(), extensions.end(), [&](std::string_view extension) {
        return base::equals_ignoring_case(name.substr(dot + 1), extension);
      })) {
    return {};
  }
  return name.substr(0, dot);
}

}  // namespace

std::vector<ConfigurationName> meanings_of(std::string_view path, std::string_view application,
                                           std::string_view profile) {
  std::vector<ConfigurationName> meanings;
  const std::string_view stem = stem_of(path);
  if (stem.empty()) {
    return meanings;
  }
  const auto add = [&](std::string_view named, std::string_view in) {
    meanings.push_back({std::string(named == shared ? application : named), std::string(in)});
  };
  add(stem, profile);
  for (std::size_t hyphen = stem.find('-'); hyphen != std::string_view::npos;
       hyphen = stem.find('-', hyphen + 1)) {
    if (hyphen > 0) {
      add(stem.substr(0, hyphen), stem.substr(hyphen + 1));
    }
  }
  return meanings;
}

}  // namespace cairn::auth
