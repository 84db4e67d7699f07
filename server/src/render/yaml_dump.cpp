// The walk over the tree that SnakeYAML's Serializer and Emitter make together.
#include "render/yaml_dump.hpp"

#include "render/yaml_scalar.hpp"
#include "render/yaml_writer.hpp"

namespace cairn::render {
namespace {

// A key is simple, written in front of its ':', while its tag and text are shorter than this.
constexpr std::size_t simple_key_units_max = 128;

enum class Place { elsewhere, map };  // what a node stands in

class Dump {
 public:
  void node(const Tree& tree, Place place) {
    if (const auto* list = std::get_if<TreeList>(&tree.content)) {
      block_list(*list, place);
    } else if (const auto* map = std::get_if<TreeMap>(&tree.content)) {
      block_map(*map);
    } else if (const auto* value = std::get_if<Value>(&tree.content)) {
      scalar(yaml_scalar(*value), false);
    } else {
      scalar(yaml_null(), false);
    }
  }

  void block_map(const TreeMap& map) {
    if (map.empty()) {
      writer_.indicator("{", {true, true, false});
      writer_.indicator("}", {});
      return;
    }
    writer_.push_indent(false, false);
    for (const TreeEntry& entry : map.entries()) {
      writer_.line_indent();
      key(yaml_string(entry.key));
      node(entry.value, Place::map);
    }
    writer_.pop_indent();
  }

  void scalar(const YamlScalar& scalar, bool simple_key) {
    const YamlStyle style = chosen_style(scalar, analysed(scalar.text), simple_key);
    const bool tag_is_known = style == YamlStyle::plain ? scalar.needs_no_tag_when_plain()
                                                        : scalar.tag == YamlTag::string;
    if (!tag_is_known) {
      tag(scalar.tag);
    }
    writer_.push_indent(true, false);
    writer_.scalar(scalar, style, simple_key);
    writer_.pop_indent();
  }

  void tag(YamlTag tag) { writer_.indicator(tag_text(tag), {true, false, false}); }

  std::string finish() {
    writer_.line_indent();
    return writer_.take();
  }

 private:
  void block_list(const TreeList& list, Place place) {
    const bool indentless = place == Place::map && !writer_.at_indentation();
    writer_.push_indent(false, indentless);
    for (const Tree& item : list) {
      writer_.line_indent();
      writer_.indicator("-", {true, false, true});
      node(item, Place::elsewhere);
    }
    writer_.pop_indent();
  }

  void key(const YamlScalar& key) {
    const YamlAnalysis analysis = analysed(key.text);
    const std::size_t length = tag_text(key.tag).size() + key.text.size();
    if (length < simple_key_units_max && !analysis.empty && !analysis.multiline) {
      scalar(key, true);
      writer_.indicator(":", {});
      return;
    }
    writer_.indicator("?", {true, false, true});
    scalar(key, false);
    writer_.line_indent();
    writer_.indicator(":", {true, false, true});
  }

  YamlWriter writer_;
};

}  // namespace

std::string yaml_map(const TreeMap& root) {
  Dump dump;
  dump.block_map(root);
  return dump.finish();
}

std::string yaml_document(const Tree& root) {
  Dump dump;
  if (std::holds_alternative<TreeList>(root.content)) {
    dump.node(root, Place::elsewhere);
    return dump.finish();
  }
  if (std::holds_alternative<TreeMap>(root.content)) {
    dump.tag(YamlTag::string);
    dump.node(root, Place::elsewhere);
    return dump.finish();
  }
  const auto* value = std::get_if<Value>(&root.content);
  YamlScalar text = value != nullptr ? yaml_scalar(*value) : yaml_null();
  text.tag = YamlTag::string;
  dump.scalar(text, false);
  return dump.finish();
}

}  // namespace cairn::render
