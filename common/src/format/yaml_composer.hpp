// YamlComposer: builds the node trees of the documents of a YAML text.
//
// Thread-safety: for one thread.
// Ownership: does not own the text; a document is the caller's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/document.hpp"
#include "format/key_index.hpp"
#include "format/yaml_node.hpp"
#include "format/yaml_scanner.hpp"

namespace cairn::format {

class YamlComposer {
 public:
  YamlComposer(std::u32string_view text, const Budget& budget);

  // The next document, also an empty one, whose root is a null; nullopt behind the last.
  // Errors: failed_precondition with the place, for text that is no YAML, undefined aliases,
  // aliases inside their own anchor, and more depth or nodes than the budget allows.
  [[nodiscard]] Result<std::optional<YamlDocument>> next();

 private:
  struct Anchor {
    std::string name;
    YamlNode* node;
  };
  struct NodeProperties {
    std::string anchor;
    std::string tag;  // full name; empty without one
    std::optional<Position> at;
  };

  // Each of these returns nullptr (or false) after refuse().
  YamlNode* compose(bool in_block, bool may_be_indentless, std::size_t depth);
  YamlNode* compose_alias();
  YamlNode* compose_scalar(const NodeProperties& properties, std::size_t depth);
  YamlNode* compose_empty(Position at, std::size_t depth);
  bool compose_items(YamlNode& node, std::size_t depth);
  bool compose_indentless(YamlNode& node, std::size_t depth);
  bool compose_block_sequence(YamlNode& node, std::size_t depth);
  bool compose_block_mapping(YamlNode& node, std::size_t depth);
  bool compose_flow_sequence(YamlNode& node, std::size_t depth);
  bool compose_flow_mapping(YamlNode& node, std::size_t depth);
  YamlNode* compose_flow_pair(std::size_t depth);
  YamlNode* compose_value(bool in_block, std::size_t depth);
  bool take_flow_separator(bool is_first, YamlTokenKind end, Position start);
  bool add_pair(YamlNode& node, YamlNode* key, YamlNode* value);

  bool read_properties(NodeProperties& properties);
  bool read_tag(NodeProperties& properties);
  bool read_directives();
  bool start_document();
  YamlNode* new_node(YamlKind kind, const NodeProperties& properties, Position at,
                     std::size_t depth);
  void set_anchor(std::string name, YamlNode* node);
  [[nodiscard]] YamlNode* anchored(std::string_view name) const;
  bool set_tag(YamlNode& node, const NodeProperties& properties, bool is_plain);

  [[nodiscard]] bool at(YamlTokenKind kind) { return scanner_.peek().kind == kind; }
  [[nodiscard]] bool at_any(std::initializer_list<YamlTokenKind> kinds);
  std::nullptr_t refuse(std::string message, Position at);

  YamlScanner scanner_;
  Budget budget_;
  YamlDocument document_;
  std::vector<Anchor> anchors_;
  KeyIndex anchor_index_;
  std::map<std::string, std::string, std::less<>> tag_handles_;
  bool is_first_ = true;
  std::size_t nodes_ = 0;
  std::optional<Error> error_;
};

}  // namespace cairn::format
