// Nesting property by property, in the order of the merged list.
#include "render/tree.hpp"

#include <algorithm>
#include <utility>

#include "render/key_path.hpp"

namespace cairn::render {
namespace {

// Below this many entries a look at all of them is quicker than an index.
constexpr std::size_t indexed_from = 16;

class Nesting {
 public:
  explicit Nesting(const NestLimits& limits) : limits_(limits) {}

  Result<void> place(TreeMap& root, const MergedProperty& property) {
    KeyPath path(property.key);
    Tree* list = nullptr;  // the list that the path is in, or nullptr while it is in a map
    TreeMap* map = &root;
    std::string prefix;
    for (std::size_t depth = 1;; ++depth) {
      if (depth > limits_.depth_max) {
        return fail(ErrorCode::invalid_argument,
                    "key '" + std::string(property.key.substr(0, 100)) + "...' nests deeper than " +
                        std::to_string(limits_.depth_max) + " levels");
      }
      auto target = list != nullptr ? element(*list, path) : member(*map, path, prefix);
      if (!target) {
        return fail(std::move(target).error());
      }
      if (*target == nullptr) {
        continue;  // a scalar stands where a map is wanted: stay in this map
      }
      Tree& tree = **target;
      if (path.next() == KeyPath::Next::leaf) {
        tree.content = *property.value;
        tree.rank = property.rank;
        return {};
      }
      if (!take_shape(tree, path.next(), property.rank)) {
        return {};
      }
      tree.rank = std::max(tree.rank, property.rank);
      map = std::get_if<TreeMap>(&tree.content);
      list = map == nullptr ? &tree : nullptr;
    }
  }

 private:
  // The value of the path's next name; nullptr when the path goes on in the same map, with the
  // name put in front of the last one.
  static Result<Tree*> member(TreeMap& map, KeyPath& path, std::string& prefix) {
    auto name = path.name();
    if (!name) {
      return fail(std::move(name).error());
    }
    if (path.next() == KeyPath::Next::leaf) {
      return &map.put(prefix + std::string(*name));
    }
    Tree& tree = map.put(*name);
    if (path.next() == KeyPath::Next::map && std::holds_alternative<Value>(tree.content)) {
      prefix = std::string(*name) + '.';
      return nullptr;
    }
    return &tree;
  }

  Result<Tree*> element(Tree& list, KeyPath& path) {
    auto index = path.index();
    if (!index) {
      return fail(std::move(index).error());
    }
    auto& items = std::get<TreeList>(list.content);
    if (*index >= items.size()) {
      nulls_ += *index - items.size();
      if (nulls_ > limits_.nulls_max) {
        return fail(ErrorCode::invalid_argument, "lists have more than " +
                                                     std::to_string(limits_.nulls_max) +
                                                     " elements without a value");
      }
      items.resize(*index + 1);
    }
    return &items[*index];
  }

  // Makes the tree a map or a list; false when it has another shape from a higher source.
  static bool take_shape(Tree& tree, KeyPath::Next shape, std::size_t rank) {
    const bool fits = shape == KeyPath::Next::map ? std::holds_alternative<TreeMap>(tree.content)
                                                  : std::holds_alternative<TreeList>(tree.content);
    if (fits) {
      return true;
    }
    if (!tree.is_null() && tree.rank > rank) {
      return false;
    }
    if (shape == KeyPath::Next::map) {
      tree.content = TreeMap();
    } else {
      tree.content = TreeList();
    }
    return true;
  }

  NestLimits limits_;
  std::size_t nulls_ = 0;
};

}  // namespace

Tree* TreeMap::find(std::string_view key) {
  if (!index_.empty()) {
    const auto at = index_.find(std::string(key));
    return at == index_.end() ? nullptr : &entries_[at->second].value;
  }
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [key](const TreeEntry& entry) { return entry.key == key; });
  return at == entries_.end() ? nullptr : &at->value;
}

Tree& TreeMap::put(std::string_view key) {
  if (Tree* present = find(key); present != nullptr) {
    return *present;
  }
  entries_.push_back({std::string(key), Tree()});
  if (entries_.size() == indexed_from) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      index_.emplace(entries_[i].key, i);
    }
  } else if (entries_.size() > indexed_from) {
    index_.emplace(entries_.back().key, entries_.size() - 1);
  }
  return entries_.back().value;
}

Result<TreeMap> nest(const std::vector<MergedProperty>& properties, const NestLimits& limits) {
  TreeMap root;
  Nesting nesting(limits);
  for (const MergedProperty& property : properties) {
    auto placed = nesting.place(root, property);
    if (!placed) {
      return fail(std::move(placed).error());
    }
  }
  return root;
}

}  // namespace cairn::render
