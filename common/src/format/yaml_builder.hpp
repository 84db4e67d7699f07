// YamlBuilder: makes a tree of nodes into what it means, as the reference builds Java objects from
// it: checks tags and values, refuses keys that are given twice, and merges "<<".
//
// Thread-safety: for one thread.
// Ownership: works on nodes in place; their document is the caller's.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "format/yaml_keys.hpp"

namespace cairn::format {

class YamlBuilder {
 public:
  YamlBuilder(YamlKeys& keys, Meter& meter) : keys_(keys), meter_(meter) {}

  // Builds the node and all below it, in the order of the text. Afterwards a mapping has its final
  // pairs, the merged ones included.
  // Errors: failed_precondition with the place.
  [[nodiscard]] Result<void> build(YamlNode& node) { return build(node, 0); }

 private:
  struct Merged {
    std::vector<YamlPair> pairs;
    std::unordered_map<std::string, std::size_t> places;  // by the key's identity
  };

  [[nodiscard]] Result<void> build(YamlNode& node, std::size_t depth);
  [[nodiscard]] Result<void> build_sequence(YamlNode& node, std::size_t depth);
  [[nodiscard]] Result<void> build_entry(YamlNode& node, std::size_t depth);
  [[nodiscard]] Result<void> build_mapping(YamlNode& node, std::size_t depth);
  [[nodiscard]] Result<void> build_keys(YamlNode& node, std::size_t depth);
  [[nodiscard]] Result<void> merge_from(YamlNode& node, bool is_own, Merged& merged,
                                        std::size_t depth);
  [[nodiscard]] Result<void> merge_value(YamlNode& value, Merged& merged, std::size_t depth);
  [[nodiscard]] Result<void> add_merged(const YamlPair& pair, bool is_own, Merged& merged,
                                        std::size_t depth);

  YamlKeys& keys_;
  Meter& meter_;
};

}  // namespace cairn::format
