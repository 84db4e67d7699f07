// The index of all keys: see the header.
#include "render/environment_lookup.hpp"

#include "render/value_text.hpp"

namespace cairn::render {

std::optional<std::string> EnvironmentLookup::operator()(std::string_view key) {
  if (!indexed_) {
    index();
    indexed_ = true;
  }
  const auto found = values_.find(key);
  if (found == values_.end()) {
    return std::nullopt;
  }
  return placeholder_text(*found->second);
}

void EnvironmentLookup::index() {
  for (const PropertySource& source : environment_.sources) {
    for (const Property& property : *source.properties) {
      values_.try_emplace(property.key, &property.value);
    }
  }
}

}  // namespace cairn::render
