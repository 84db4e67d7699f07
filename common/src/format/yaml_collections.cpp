// YamlComposer: lists and mappings, in block and in flow style.
#include <string>
#include <utility>

#include "format/yaml_composer.hpp"

namespace cairn::format {
namespace {

using Sign = YamlTokenKind;

}  // namespace

bool YamlComposer::compose_indentless(YamlNode& node, std::size_t depth) {
  while (at(Sign::block_entry)) {
    const Position end = scanner_.take().end;
    const bool is_empty = at_any({Sign::block_entry, Sign::key, Sign::value, Sign::block_end});
    YamlNode* item = is_empty ? compose_empty(end, depth) : compose(true, false, depth);
    if (item == nullptr) {
      return false;
    }
    node.items.push_back(item);
  }
  return true;
}

bool YamlComposer::compose_block_sequence(YamlNode& node, std::size_t depth) {
  scanner_.take();
  while (at(Sign::block_entry)) {
    const Position end = scanner_.take().end;
    const bool is_empty = at_any({Sign::block_entry, Sign::block_end});
    YamlNode* item = is_empty ? compose_empty(end, depth) : compose(true, false, depth);
    if (item == nullptr) {
      return false;
    }
    node.items.push_back(item);
  }
  const YamlToken end = scanner_.take();
  if (end.kind != Sign::block_end) {
    refuse(std::string("expected another list item, found ") + name_of(end.kind), end.start);
  }
  return !error_;
}

bool YamlComposer::compose_block_mapping(YamlNode& node, std::size_t depth) {
  scanner_.take();
  while (at(Sign::key)) {
    const Position end = scanner_.take().end;
    const bool is_empty = at_any({Sign::key, Sign::value, Sign::block_end});
    YamlNode* key = is_empty ? compose_empty(end, depth) : compose(true, true, depth);
    if (key == nullptr || !add_pair(node, key, compose_value(true, depth))) {
      return false;
    }
  }
  const YamlToken end = scanner_.take();
  if (end.kind != Sign::block_end) {
    refuse(std::string("expected another mapping key, found ") + name_of(end.kind), end.start);
  }
  return !error_;
}

// The value behind a key, or an empty one.
YamlNode* YamlComposer::compose_value(bool in_block, std::size_t depth) {
  if (at(Sign::value)) {
    const Position end = scanner_.take().end;
    const bool is_empty =
        in_block ? at_any({Sign::key, Sign::value, Sign::block_end})
                 : at_any({Sign::flow_entry, Sign::flow_mapping_end, Sign::flow_sequence_end});
    return is_empty ? compose_empty(end, depth) : compose(in_block, in_block, depth);
  }
  if (in_block && at(Sign::scalar)) {
    return compose(true, true, depth);
  }
  return compose_empty(scanner_.peek().start, depth);
}

bool YamlComposer::add_pair(YamlNode& node, YamlNode* key, YamlNode* value) {
  if (value == nullptr) {
    return false;
  }
  node.has_merge = node.has_merge || key->tag == YamlTag::merge;
  node.pairs.push_back({key, value});
  return true;
}

// Before each item of a flow collection: true when one follows, false at the end or an error.
bool YamlComposer::take_flow_separator(bool is_first, Sign end, Position start) {
  if (!at(end) && !is_first) {
    if (!at(Sign::flow_entry)) {
      const YamlToken& found = scanner_.peek();
      refuse(std::string("expected ',' or ") + name_of(end) + " for line " +
                 std::to_string(start.line) + ", found " + name_of(found.kind),
             found.start);
      return false;
    }
    scanner_.take();
  }
  if (at(end)) {
    scanner_.take();
    return false;
  }
  return true;
}

bool YamlComposer::compose_flow_sequence(YamlNode& node, std::size_t depth) {
  scanner_.take();
  bool is_first = true;
  while (take_flow_separator(std::exchange(is_first, false), Sign::flow_sequence_end, node.at)) {
    YamlNode* item = at(Sign::key) ? compose_flow_pair(depth) : compose(false, false, depth);
    if (item == nullptr) {
      return false;
    }
    node.items.push_back(item);
  }
  return !error_;
}

// "[a: b]" is a list with a mapping of one pair.
YamlNode* YamlComposer::compose_flow_pair(std::size_t depth) {
  const YamlToken sign = scanner_.take();
  YamlNode* node = new_node(YamlKind::mapping, {}, sign.start, depth);
  if (node == nullptr) {
    return nullptr;
  }
  const bool is_empty = at_any({Sign::value, Sign::flow_entry, Sign::flow_sequence_end});
  YamlNode* key = is_empty ? compose_empty(sign.end, depth + 1) : compose(false, false, depth + 1);
  if (key == nullptr) {
    return nullptr;
  }
  return add_pair(*node, key, compose_value(false, depth + 1)) ? node : nullptr;
}

bool YamlComposer::compose_flow_mapping(YamlNode& node, std::size_t depth) {
  scanner_.take();
  bool is_first = true;
  while (take_flow_separator(std::exchange(is_first, false), Sign::flow_mapping_end, node.at)) {
    if (!at(Sign::key)) {
      YamlNode* key = compose(false, false, depth);
      if (key == nullptr || !add_pair(node, key, compose_empty(scanner_.peek().start, depth))) {
        return false;
      }
      continue;
    }
    const Position end = scanner_.take().end;
    const bool is_empty = at_any({Sign::value, Sign::flow_entry, Sign::flow_mapping_end});
    YamlNode* key = is_empty ? compose_empty(end, depth) : compose(false, false, depth);
    if (key == nullptr || !add_pair(node, key, compose_value(false, depth))) {
      return false;
    }
  }
  return !error_;
}

}  // namespace cairn::format
