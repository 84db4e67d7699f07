// YamlComposer: YAML's grammar over tokens. Recursion is bounded by the budget's depth.
#include "format/yaml_composer.hpp"

#include <algorithm>
#include <utility>

#include "format/meter.hpp"

namespace cairn::format {
namespace {

using Sign = YamlTokenKind;

constexpr std::string_view standard_prefix = "tag:yaml.org,2002:";

}  // namespace

YamlComposer::YamlComposer(std::u32string_view text, const Budget& budget)
    : scanner_(text),
      budget_(budget),
      tag_handles_{{"!", "!"}, {"!!", std::string(standard_prefix)}} {}

std::nullptr_t YamlComposer::refuse(std::string message, Position at) {
  if (!error_) {
    error_ = unusable(std::move(message), at).value();
  }
  return nullptr;
}

bool YamlComposer::at_any(std::initializer_list<Sign> kinds) {
  return std::find(kinds.begin(), kinds.end(), scanner_.peek().kind) != kinds.end();
}

Result<std::optional<YamlDocument>> YamlComposer::next() {
  document_ = {};
  anchors_.clear();
  anchor_index_.clear();
  const bool has_document = start_document();
  if (has_document && !error_) {
    const bool is_empty = !is_first_ && at_any({Sign::directive, Sign::document_start,
                                                Sign::document_end, Sign::stream_end});
    document_.root = is_empty ? compose_empty(scanner_.peek().start, 0) : compose(true, false, 0);
    is_first_ = false;
    if (at(Sign::document_end)) {
      scanner_.take();
    }
  }
  if (scanner_.error()) {
    return fail(*scanner_.error());
  }
  if (error_) {
    return fail(*error_);
  }
  if (!has_document) {
    return std::optional<YamlDocument>();
  }
  return std::optional<YamlDocument>(std::move(document_));
}

// Moves to the content of the next document; false when there is none. Only the first document
// may come without "---".
bool YamlComposer::start_document() {
  if (is_first_ && !at_any({Sign::directive, Sign::document_start, Sign::stream_end})) {
    return true;
  }
  is_first_ = false;
  while (at(Sign::document_end)) {
    scanner_.take();
  }
  if (at(Sign::stream_end) || !read_directives() || at(Sign::stream_end)) {
    return false;
  }
  if (!at(Sign::document_start)) {
    refuse("expected '---' before another document, found " +
               std::string(name_of(scanner_.peek().kind)),
           scanner_.peek().start);
    return false;
  }
  scanner_.take();
  return true;
}

// Handles of earlier documents stay known, except "!" and "!!", which get their meaning back.
bool YamlComposer::read_directives() {
  tag_handles_.erase("!");
  tag_handles_.erase("!!");
  bool has_version = false;
  while (at(Sign::directive)) {
    const YamlToken directive = scanner_.take();
    if (directive.text == "YAML") {
      if (std::exchange(has_version, true)) {
        refuse("a second %YAML directive", directive.start);
        return false;
      }
      if (directive.version != 1) {
        refuse("YAML of version " + std::to_string(directive.version) + " is not known",
               directive.start);
        return false;
      }
    } else if (directive.text == "TAG" &&
               !tag_handles_.emplace(directive.handle, directive.prefix).second) {
      refuse("tag handle " + quoted(directive.handle) + " is given twice", directive.start);
      return false;
    }
  }
  tag_handles_.emplace("!", "!");
  tag_handles_.emplace("!!", standard_prefix);
  return true;
}

YamlNode* YamlComposer::compose(bool in_block, bool may_be_indentless, std::size_t depth) {
  if (at(Sign::alias)) {
    return compose_alias();
  }
  NodeProperties properties;
  if (!read_properties(properties)) {
    return nullptr;
  }
  const Sign kind = scanner_.peek().kind;
  const Position start = properties.at.value_or(scanner_.peek().start);
  if (kind == Sign::scalar) {
    return compose_scalar(properties, depth);
  }
  const bool is_sequence = kind == Sign::flow_sequence_start ||
                           (in_block && kind == Sign::block_sequence_start) ||
                           (may_be_indentless && kind == Sign::block_entry);
  if (is_sequence || kind == Sign::flow_mapping_start ||
      (in_block && kind == Sign::block_mapping_start)) {
    YamlNode* node =
        new_node(is_sequence ? YamlKind::sequence : YamlKind::mapping, properties, start, depth);
    return node != nullptr && compose_items(*node, depth) ? node : nullptr;
  }
  if (properties.at) {
    YamlNode* node = new_node(YamlKind::scalar, properties, start, depth);
    return node != nullptr && set_tag(*node, properties, true) ? node : nullptr;
  }
  return refuse(std::string("expected a value, found ") + name_of(kind), start);
}

bool YamlComposer::compose_items(YamlNode& node, std::size_t depth) {
  node.is_open = true;
  bool is_complete = false;
  switch (scanner_.peek().kind) {
    case Sign::block_entry:
      is_complete = compose_indentless(node, depth + 1);
      break;
    case Sign::block_sequence_start:
      is_complete = compose_block_sequence(node, depth + 1);
      break;
    case Sign::block_mapping_start:
      is_complete = compose_block_mapping(node, depth + 1);
      break;
    case Sign::flow_sequence_start:
      is_complete = compose_flow_sequence(node, depth + 1);
      break;
    default:
      is_complete = compose_flow_mapping(node, depth + 1);
      break;
  }
  node.is_open = false;
  return is_complete;
}

YamlNode* YamlComposer::compose_alias() {
  const YamlToken alias = scanner_.take();
  YamlNode* const node = anchored(alias.text);
  if (node == nullptr) {
    return refuse("found undefined alias " + quoted(alias.text), alias.start);
  }
  if (node->is_open) {
    return refuse("alias " + quoted(alias.text) + " inside its own anchor", alias.start);
  }
  return node;
}

YamlNode* YamlComposer::compose_scalar(const NodeProperties& properties, std::size_t depth) {
  YamlToken token = scanner_.take();
  YamlNode* node =
      new_node(YamlKind::scalar, properties, properties.at.value_or(token.start), depth);
  if (node == nullptr) {
    return nullptr;
  }
  node->text = std::move(token.text);
  return set_tag(*node, properties, token.is_plain) ? node : nullptr;
}

YamlNode* YamlComposer::compose_empty(Position at, std::size_t depth) {
  YamlNode* node = new_node(YamlKind::scalar, {}, at, depth);
  if (node != nullptr) {
    node->tag = YamlTag::null;
  }
  return node;
}

// An anchor and a tag, in either order.
bool YamlComposer::read_properties(NodeProperties& properties) {
  bool has_tag = false;
  bool has_anchor = false;
  for (;;) {
    if (!has_anchor && at(Sign::anchor)) {
      has_anchor = true;
      properties.at = properties.at.value_or(scanner_.peek().start);
      properties.anchor = scanner_.take().text;
    } else if (!has_tag && at(Sign::tag)) {
      has_tag = true;
      properties.at = properties.at.value_or(scanner_.peek().start);
      if (!read_tag(properties)) {
        return false;
      }
    } else {
      return true;
    }
  }
}

bool YamlComposer::read_tag(NodeProperties& properties) {
  const YamlToken token = scanner_.take();
  if (token.handle.empty()) {
    properties.tag = token.text;
    return true;
  }
  const auto handle = tag_handles_.find(token.handle);
  if (handle == tag_handles_.end()) {
    refuse("found undefined tag handle " + quoted(token.handle), token.start);
    return false;
  }
  properties.tag = handle->second + token.text;
  return true;
}

YamlNode* YamlComposer::new_node(YamlKind kind, const NodeProperties& properties, Position at,
                                 std::size_t depth) {
  if (depth > budget_.depth_max) {
    return refuse(
        "nested deeper than " + std::to_string(budget_.depth_max) + " levels (limit depth_max)",
        at);
  }
  if (++nodes_ > budget_.nodes_max) {
    return refuse("more than " + std::to_string(budget_.nodes_max) + " nodes (limit nodes_max)",
                  at);
  }
  YamlNode& node = document_.nodes.emplace_back();
  node.kind = kind;
  node.at = at;
  if (kind != YamlKind::scalar) {
    node.tag = kind == YamlKind::sequence ? YamlTag::sequence : YamlTag::mapping;
    if (!set_tag(node, properties, false)) {
      return nullptr;
    }
  }
  if (!properties.anchor.empty()) {
    set_anchor(properties.anchor, &node);
  }
  return &node;
}

// The last anchor of a name counts.
void YamlComposer::set_anchor(std::string name, YamlNode* node) {
  const std::size_t place = anchor_index_.find_or_note(
      name, anchors_.size(), [this](std::size_t i) { return std::string_view(anchors_[i].name); });
  if (place == anchors_.size()) {
    anchors_.push_back({std::move(name), node});
  } else {
    anchors_[place].node = node;
  }
}

YamlNode* YamlComposer::anchored(std::string_view name) const {
  const std::size_t place = anchor_index_.find(
      name, anchors_.size(), [this](std::size_t i) { return std::string_view(anchors_[i].name); });
  return place == anchors_.size() ? nullptr : anchors_[place].node;
}

// "!" alone leaves the type to the text, also of a quoted scalar.
bool YamlComposer::set_tag(YamlNode& node, const NodeProperties& properties, bool is_plain) {
  if (properties.tag.empty() || properties.tag == "!") {
    if (node.kind == YamlKind::scalar && (is_plain || !properties.tag.empty())) {
      node.tag = implicit_tag(node.text);
    }
    return true;
  }
  node.tag = tag_of_name(properties.tag);
  const bool is_standard_name =
      properties.tag.compare(0, standard_prefix.size(), standard_prefix) == 0;
  if (node.tag == YamlTag::other && is_standard_name) {
    refuse("tag " + quoted(properties.tag) + " is not allowed", node.at);
    return false;
  }
  return true;
}

}  // namespace cairn::format
