// YamlFlattener: the flat properties of a document that is built: "a.b[0]", "a[2.5]".
//
// Thread-safety: for one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/property_list.hpp"
#include "format/yaml_keys.hpp"

namespace cairn::format {

class YamlFlattener {
 public:
  YamlFlattener(YamlKeys& keys, Meter& meter) : keys_(keys), meter_(meter) {}

  // The properties of a document; nullopt for one that holds nothing: null, "" or "[]".
  // Errors: failed_precondition beyond the budget, and for a key inside a list that is no text,
  // which the reference refuses too.
  [[nodiscard]] Result<std::optional<Properties>> flatten(YamlNode& root);

 private:
  using Entries = std::vector<std::pair<std::string, YamlNode*>>;

  [[nodiscard]] Result<Entries> entries_of(YamlNode& node, bool in_list);
  [[nodiscard]] Result<void> add_entry(const YamlPair& pair, YamlNode* value, bool in_list,
                                       Entries& entries);
  [[nodiscard]] Result<void> add_mapping(YamlNode& node, const std::string& path, bool in_list,
                                         std::size_t depth);
  [[nodiscard]] Result<void> add_value(YamlNode& node, const std::string& key, bool in_list,
                                       std::size_t depth);
  [[nodiscard]] Result<void> add_list(YamlNode& node, const std::string& key, std::size_t depth);
  [[nodiscard]] Result<void> add_set(YamlNode& node, const std::string& key, std::size_t depth);
  [[nodiscard]] Result<void> add_scalar(YamlNode& node, const std::string& key, Position at);
  [[nodiscard]] Result<std::string> joined(std::string_view path, const std::string& key,
                                           Position at);

  YamlKeys& keys_;
  Meter& meter_;
  PropertyList properties_;
};

}  // namespace cairn::format
