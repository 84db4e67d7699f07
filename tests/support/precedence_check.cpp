// Where sources clash, the shape of the highest one wins: all of it is in the flat formats,
// whatever lies below.
#include <algorithm>
#include <set>
#include <string>

#include "render/render.hpp"
#include "support/carried.hpp"
#include "support/json_tree.hpp"
#include "support/reference_merge.hpp"
#include "support/round_trips.hpp"

namespace cairn::testing {
namespace {

Environment only(const PropertySource& source) {
  Environment out;
  out.sources.push_back(source);
  return out;
}

bool is_below(const std::string& key, const std::string& name) {
  return key.size() > name.size() && key[name.size()] == '.' &&
         key.compare(0, name.size(), name) == 0;
}

std::set<std::string> keys_of(const Environment& environment) {
  std::set<std::string> out;
  for (const PropertySource& source : environment.sources) {
    for (const Property& property : *source.properties) {
      out.insert(property.key);
    }
  }
  return out;
}

// The highest source without what clashes in itself; the others without what cannot be nested, and
// with no name that has a value in one source and more below it in any. There the reference writes
// the map beside the value, under joined names that may meet others ({"l":1,"b":{"l.c":3}}), or
// lets the value replace the map, whichever source it is from.
Environment covered(const Environment& environment) {
  Environment out = environment;
  std::set<std::string> dropped;
  for (const std::string& key : keys_of(environment)) {
    if (!is_regular(key)) {
      dropped.insert(key);
    }
  }
  out = without(out, dropped);
  const PropertySource highest = with_nesting_keys(only(out.sources.front())).sources.front();
  const std::set<std::string> keys = keys_of(out);
  const std::set<std::string> values_above = keys_of(only(highest));
  dropped.clear();
  for (const std::string& key : keys) {
    for (const std::string& name : keys) {
      if (is_below(key, name)) {
        dropped.insert(values_above.count(name) != 0 ? key : name);
      }
    }
  }
  out = without(out, dropped);
  out.sources.front() = highest;
  return out;
}

std::string listed(const Environment& environment) {
  std::string out;
  for (const PropertySource& source : environment.sources) {
    out += "\n--- source\n" + shown(*source.properties);
  }
  return out;
}

}  // namespace

std::string broken_precedence(const Environment& environment) {
  if (environment.sources.empty()) {
    return "";
  }
  const Environment regular = covered(environment);
  const auto text = render::flat_json(regular, {false, false});
  if (!text) {
    return "an error for regular keys: " + text.error().text();
  }
  const auto tree = json_tree(*text);
  if (!tree) {
    return "no JSON\n--- text\n" + *text;
  }
  for (const Property& property : merged(only(regular.sources.front()))) {
    const ReferenceTree* found = find(*tree, property.key);
    if (found == nullptr || !are_equal(*found, as_json_carries({property.value, {}}))) {
      return "'" + property.key + "' of the highest source is not there" + listed(regular) +
             "\n--- text\n" + *text;
    }
  }
  return "";
}

}  // namespace cairn::testing
