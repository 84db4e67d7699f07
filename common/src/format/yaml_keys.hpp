// Mapping keys as Java objects: when two are equal, and how one is printed.
//
// Thread-safety: for one thread.
// Cost: counted by the meter, as an alias may make a key much larger than it is written.
#pragma once

#include <string>
#include <vector>

#include "format/meter.hpp"
#include "format/yaml_node.hpp"

namespace cairn::format {

// Nesting through aliases may go deeper than the text; this many levels at most.
inline constexpr std::size_t expanded_depth_max = 500;

class YamlKeys {
 public:
  explicit YamlKeys(Meter& meter) : meter_(meter) {}

  // The typed value of a scalar node, read once. Errors: as read_scalar().
  [[nodiscard]] Result<const YamlScalar*> scalar(YamlNode& node);

  // A text that is the same for equal keys: "16" and 16, and 16 and 16.0, are not equal.
  // Errors: as scalar(), and beyond the budget.
  [[nodiscard]] Result<std::string> identity(const YamlPair& pair) {
    return identity(pair, pair.has_bare_key, 0);
  }

  // Whether the key is a text as it is, rather than something that is printed into brackets.
  // A key that kept its origin counts only where `or_with_origin`. Errors: as scalar().
  [[nodiscard]] Result<bool> is_text(const YamlPair& pair, bool or_with_origin);

  // The key as Java prints it: "key", "2.5", "null", "{x=1, y=2}".
  // Errors: as scalar(), and beyond the budget.
  [[nodiscard]] Result<std::string> text(const YamlPair& pair);

 private:
  [[nodiscard]] Result<std::string> identity(const YamlPair& pair, bool is_bare, std::size_t depth);
  [[nodiscard]] Result<std::vector<YamlPair>> pairs_of(const YamlNode& node, std::size_t depth);
  [[nodiscard]] Result<void> add_identity(YamlNode& node, std::string& out, std::size_t depth);
  [[nodiscard]] Result<void> add_text(YamlNode& node, std::string& out, std::size_t depth);
  [[nodiscard]] Result<void> add_key_text(const YamlPair& pair, std::string& out,
                                          std::size_t depth);
  [[nodiscard]] Result<void> count(std::size_t bytes, Position at, std::size_t depth);

  Meter& meter_;
};

}  // namespace cairn::format
