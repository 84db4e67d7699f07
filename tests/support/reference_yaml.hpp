// The tree that a YAML document means, worked out the slow way from the nodes as they are written:
// keys typed, "<<" merged. Together with flattened() the oracle of the YAML parser.
//
// Thread-safety: pure function.
#pragma once

#include <optional>

#include "format/yaml_node.hpp"
#include "support/reference_tree.hpp"

namespace cairn::testing {

// nullopt for documents that this model does not cover:
//   - a key that is a list or a mapping, and the tags !!omap and !!pairs: the reference prints Java
//     objects there;
//   - "<<" with a mapping that was not built before it (one written behind the "<<", or one that
//     is written earlier but built later): the reference compares its keys by identity then, see
//     YamlPair::has_bare_key.
// The document must be one that the parser accepts; it is not changed.
[[nodiscard]] std::optional<ReferenceTree> tree_of(const format::YamlDocument& document);

// Whether the reference leaves the document out, and does not count it: null, "" and [].
[[nodiscard]] bool holds_nothing(const format::YamlDocument& document);

}  // namespace cairn::testing
