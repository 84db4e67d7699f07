// ReferenceTree: a nested document as plain as can be, and the slow way to make it flat: what the
// parsers and renderers are compared with. Nothing here shares code with them.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cairn/environment.hpp"

namespace cairn::testing {

struct ReferenceMember;

struct ReferenceTree {
  using List = std::vector<ReferenceTree>;
  using Map = std::vector<ReferenceMember>;  // in order, every key once

  std::variant<std::monostate, Value, List, Map> content;  // monostate: null
  Position at;                                             // of a value, where it is known
};

struct ReferenceMember {
  std::string key;
  ReferenceTree value;
};

// Equal values; a NaN equals itself, and 0.0 is not -0.0.
[[nodiscard]] bool are_equal(const Value& a, const Value& b);

// Equal content in equal order, whatever the positions.
[[nodiscard]] bool are_equal(const ReferenceTree& a, const ReferenceTree& b);

// Equal keys and values in equal order, whatever the positions.
[[nodiscard]] bool are_equal(const Properties& a, const Properties& b);

// The flat properties of a document, as the reference makes them from YAML: "a.b", "l[0].k"; null
// and an empty list give "", an empty map gives nothing; a key that begins with '[' follows without
// a dot; a path of blanks only counts as none; of equal keys the last value, at the first place. A
// root that is no map is called "document".
// Cost: grows with the square of the size.
[[nodiscard]] Properties flattened(const ReferenceTree& root);

// Sets a key: a known one keeps its place.
void put(Properties& properties, Property property);

// For messages of tests: "a=text; b=i:1".
[[nodiscard]] std::string shown(const Properties& properties);

}  // namespace cairn::testing
