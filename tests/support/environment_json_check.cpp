// The environment JSON, v1 and v2, compared with the tree that it has to hold.
#include <optional>
#include <string>
#include <utility>

#include "render/render.hpp"
#include "support/carried.hpp"
#include "support/reading_again.hpp"
#include "support/round_trips.hpp"

namespace cairn::testing {
namespace {

ReferenceTree text_or_null(const std::optional<std::string>& text) {
  return text ? ReferenceTree{Value(*text), {}} : ReferenceTree();
}

ReferenceTree tree_of(const PropertySource& source, const Property& property, bool with_origins) {
  ReferenceTree value = as_json_carries({property.value, {}});
  const std::string origin =
      property.at.known() ? Origin{"", property.at}.text() : source.described_origin;
  if (!with_origins || origin.empty()) {
    return value;
  }
  return {ReferenceTree::Map{{"value", std::move(value)}, {"origin", {Value(origin), {}}}}, {}};
}

ReferenceTree tree_of(const PropertySource& source, bool with_origins) {
  ReferenceTree::Map properties;
  for (const Property& property : *source.properties) {
    properties.push_back({property.key, tree_of(source, property, with_origins)});
  }
  return {ReferenceTree::Map{{"name", {Value(source.name), {}}},
                             {"source", {std::move(properties), {}}}},
          {}};
}

ReferenceTree tree_of(const Environment& environment, bool with_origins) {
  ReferenceTree::List sources;
  for (const PropertySource& source : environment.sources) {
    sources.push_back(tree_of(source, with_origins));
  }
  return {
      ReferenceTree::Map{{"name", {Value(environment.name), {}}},
                         {"profiles", {ReferenceTree::List{{Value(environment.profiles), {}}}, {}}},
                         {"label", text_or_null(environment.label)},
                         {"version", text_or_null(environment.version)},
                         {"state", text_or_null(environment.state)},
                         {"propertySources", {std::move(sources), {}}}},
      {}};
}

}  // namespace

std::string broken_environment_json(const Environment& environment) {
  for (const bool with_origins : {false, true}) {
    const std::string text = render::environment_json(environment, with_origins);
    if (text != render::environment_json(environment, with_origins)) {
      return "another answer the second time";
    }
    std::string broken = broken_json(text, tree_of(environment, with_origins));
    if (!broken.empty()) {
      return broken;
    }
  }
  return "";
}

}  // namespace cairn::testing
