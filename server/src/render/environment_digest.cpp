// What the digest covers, field by field, each with its length so that no two environments meet.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "render/render.hpp"
#include "render/value_text.hpp"

namespace cairn::render {
namespace {

void add(base::Sha256& digest, const std::optional<std::string>& text) {
  digest.add_field(text ? "present" : "absent");
  digest.add_field(text ? *text : std::string());
}

void add(base::Sha256& digest, std::size_t number) {
  digest.add_field(std::to_string(number));
}

void add_property(base::Sha256& digest, const Property& property, bool with_origins) {
  digest.add_field(property.key);
  add(digest, property.value.index());  // the text "1" is not the number 1
  digest.add_field(value_text(property.value));
  if (with_origins) {
    add(digest, property.at.line);
    add(digest, property.at.column);
  }
}

// Replicas may keep their mirrors in different directories.
std::string without_basedirs(std::string name, const std::vector<std::string>& basedirs) {
  for (const std::string& basedir : basedirs) {
    if (!basedir.empty()) {
      name = base::replace_all(std::move(name), basedir, "{basedir}");
    }
  }
  return name;
}

}  // namespace

std::string environment_digest(const Environment& environment, bool with_origins,
                               const std::vector<std::string>& basedirs) {
  base::Sha256 digest;
  digest.add_field(with_origins ? "environment with origins" : "environment");
  digest.add_field(environment.name);
  digest.add_field(environment.profiles);
  add(digest, environment.label);
  add(digest, environment.state);
  add(digest, environment.sources.size());
  for (const PropertySource& source : environment.sources) {
    digest.add_field(without_basedirs(source.name, basedirs));
    if (with_origins) {
      digest.add_field(source.described_origin);
    }
    add(digest, source.properties->size());
    for (const Property& property : *source.properties) {
      add_property(digest, property, with_origins);
    }
  }
  constexpr std::size_t digits = 32;
  return digest.hex().substr(0, digits);
}

}  // namespace cairn::render
