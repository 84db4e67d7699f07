// A walk over the tree: its depth is limited where it is made.
#include "render/tree_json.hpp"

#include "render/json_text.hpp"

namespace cairn::render {
namespace {

void append_tree(std::string& out, const Tree& tree);

void append_map(std::string& out, const TreeMap& map) {
  out += '{';
  bool first = true;
  for (const TreeEntry& entry : map.entries()) {
    out += first ? "" : ",";
    first = false;
    append_json_string(out, entry.key);
    out += ':';
    append_tree(out, entry.value);
  }
  out += '}';
}

void append_list(std::string& out, const TreeList& list) {
  out += '[';
  bool first = true;
  for (const Tree& item : list) {
    out += first ? "" : ",";
    first = false;
    append_tree(out, item);
  }
  out += ']';
}

void append_tree(std::string& out, const Tree& tree) {
  if (const auto* value = std::get_if<Value>(&tree.content)) {
    append_json_value(out, *value);
  } else if (const auto* list = std::get_if<TreeList>(&tree.content)) {
    append_list(out, *list);
  } else if (const auto* map = std::get_if<TreeMap>(&tree.content)) {
    append_map(out, *map);
  } else {
    out += "null";
  }
}

}  // namespace

std::string tree_json(const TreeMap& root) {
  std::string out;
  append_map(out, root);
  return out;
}

}  // namespace cairn::render
