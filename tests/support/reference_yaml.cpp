// The slow reading of YAML nodes: see the header.
#include "support/reference_yaml.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

namespace cairn::testing {
namespace {

using format::JavaType;
using format::YamlKind;
using format::YamlNode;
using format::YamlPair;
using format::YamlScalar;
using format::YamlTag;

class Reading {
 public:
  // nullopt: not covered.
  std::optional<ReferenceTree> tree(const YamlNode& node, bool in_list) {
    ReferenceTree out;
    out.at = node.at;
    if (node.kind == YamlKind::scalar) {
      const YamlScalar scalar = scalar_of(node);
      if (scalar.type != JavaType::null) {
        out.content = scalar.value;
      }
      return out;
    }
    if (node.kind == YamlKind::sequence) {
      return node.items.empty() || node.tag == YamlTag::sequence ? list(node) : std::nullopt;
    }
    return node.tag == YamlTag::set ? set(node) : map(node, in_list);
  }

 private:
  using Pairs = std::vector<std::pair<YamlScalar, const YamlNode*>>;

  static YamlScalar scalar_of(const YamlNode& node) {
    auto scalar = format::read_scalar(node.tag, node.text, node.at);
    if (!scalar) {
      std::abort();  // the parser must not have accepted the document
    }
    return *std::move(scalar);
  }

  std::optional<ReferenceTree> list(const YamlNode& node) {
    ReferenceTree out;
    out.at = node.at;
    auto& items = out.content.emplace<ReferenceTree::List>();
    for (const YamlNode* item : node.items) {
      auto read = tree(*item, true);
      if (!read) {
        return std::nullopt;
      }
      items.push_back(*std::move(read));
    }
    return out;
  }

  // The members of a set become a list; they have no place.
  std::optional<ReferenceTree> set(const YamlNode& node) {
    const auto pairs = merged(node);
    if (!pairs) {
      return std::nullopt;
    }
    ReferenceTree out;
    auto& items = out.content.emplace<ReferenceTree::List>();
    for (const auto& [key, value] : *pairs) {
      ReferenceTree& item = items.emplace_back();
      if (key.type != JavaType::null) {
        item.content = key.value;
      }
    }
    return out;
  }

  std::optional<ReferenceTree> map(const YamlNode& node, bool in_list) {
    const auto pairs = merged(node);
    if (!pairs) {
      return std::nullopt;
    }
    ReferenceTree out;
    auto& entries = out.content.emplace<ReferenceTree::Map>();
    for (const auto& [key, value] : *pairs) {
      if (in_list && key.type != JavaType::text) {
        std::abort();  // the reference refuses this, so the parser must have
      }
      const std::string text =
          key.type == JavaType::text ? key.java_text : "[" + key.java_text + "]";
      auto read = tree(*value, in_list);
      if (!read) {
        return std::nullopt;
      }
      const auto present = std::find_if(entries.begin(), entries.end(),
                                        [&text](const auto& entry) { return entry.key == text; });
      if (present == entries.end()) {
        entries.push_back({text, *std::move(read)});
      } else {
        present->value = *std::move(read);
      }
    }
    return out;
  }

  // The pairs with every "<<" replaced by what it names; the first of merged keys counts, an own
  // key replaces a merged one in its place.
  std::optional<Pairs> merged(const YamlNode& node) {
    Pairs out;
    for (const YamlPair& pair : node.pairs) {
      if (pair.key->tag != YamlTag::merge) {
        if (pair.key->kind != YamlKind::scalar) {
          return std::nullopt;
        }
        add(out, scalar_of(*pair.key), pair.value, true);
        continue;
      }
      const std::vector<YamlNode*> sources = pair.value->kind == YamlKind::mapping
                                                 ? std::vector<YamlNode*>{pair.value}
                                                 : pair.value->items;
      for (const YamlNode* source : sources) {
        const auto pairs = built_.count(source) != 0 ? merged(*source) : std::optional<Pairs>();
        if (!pairs) {
          return std::nullopt;
        }
        for (const auto& [key, value] : *pairs) {
          add(out, key, value, false);
        }
      }
    }
    built_.insert(&node);
    return out;
  }

  static void add(Pairs& pairs, YamlScalar key, const YamlNode* value, bool is_own) {
    const auto present = std::find_if(pairs.begin(), pairs.end(), [&key](const auto& pair) {
      return pair.first.type == key.type && pair.first.java_text == key.java_text;
    });
    if (present == pairs.end()) {
      pairs.emplace_back(std::move(key), value);
    } else if (is_own) {
      *present = {std::move(key), value};
    }
  }

  std::set<const YamlNode*> built_;  // mappings whose pairs are final
};

}  // namespace

std::optional<ReferenceTree> tree_of(const format::YamlDocument& document) {
  return Reading().tree(*document.root, false);
}

bool holds_nothing(const format::YamlDocument& document) {
  const YamlNode& root = *document.root;
  if (root.kind == YamlKind::scalar) {
    const auto scalar = format::read_scalar(root.tag, root.text, root.at);
    return scalar && scalar->value == Value(std::string());
  }
  return root.kind == YamlKind::sequence && root.items.empty();
}

}  // namespace cairn::testing
