// YamlNode: a value of a YAML document as it is written: a scalar, a list or a mapping. An alias
// is a second pointer to the node of its anchor.
//
// Thread-safety: plain values.
// Ownership: a YamlDocument owns its nodes; pointers between them hold as long as it lives.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cairn/origin.hpp"
#include "format/yaml_scalar.hpp"

namespace cairn::format {

enum class YamlKind { scalar, sequence, mapping };

struct YamlNode;

struct YamlPair {
  YamlNode* key;
  YamlNode* value;
  // The reference keeps a scalar key without its origin once it has built the mapping that the
  // pair is written in, and with it before: a pair merged from a mapping that is written behind
  // "<<" itself has such a key, which equals no other.
  bool has_bare_key = false;
  // The same, as it was when the mapping that the pair is in now was built.
  bool was_built_bare = false;
};

struct YamlNode {
  YamlKind kind = YamlKind::scalar;
  YamlTag tag = YamlTag::text;
  Position at;
  std::string text;              // of a scalar
  std::vector<YamlNode*> items;  // of a sequence
  std::vector<YamlPair> pairs;   // of a mapping
  bool is_open = false;          // being read
  bool has_merge = false;        // a mapping with "<<"
  bool is_built = false;         // merged and checked
  std::optional<YamlScalar> scalar;
};

// Whether the node becomes a map: a mapping that is no set, or an ordered mapping.
[[nodiscard]] inline bool is_map(const YamlNode& node) {
  return (node.kind == YamlKind::mapping && node.tag != YamlTag::set) ||
         (node.kind == YamlKind::sequence && node.tag == YamlTag::ordered_mapping &&
          !node.items.empty());
}

struct YamlDocument {
  std::deque<YamlNode> nodes;
  YamlNode* root = nullptr;
};

}  // namespace cairn::format
