// yaml_dump: a nested environment as the YAML text that SnakeYAML's default dumper writes.
//
// Block style, two spaces, lists not indented below their key, no document marks, no anchors.
//
// Thread-safety: pure function.
#pragma once

#include <string>

#include "render/tree.hpp"

namespace cairn::render {

// A map, "{}" when it is empty. Ends with a line feed.
[[nodiscard]] std::string yaml_map(const TreeMap& root);

// A document that is no map: a list as a list; anything else is called a string, as in the
// reference: the number 42 is written '42', a map gets the tag "!!str".
[[nodiscard]] std::string yaml_document(const Tree& root);

}  // namespace cairn::render
