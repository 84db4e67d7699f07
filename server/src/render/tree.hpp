// Tree: the properties of an environment nested as maps and lists, for the formats that nest.
//
// A map keeps the order in which its keys came. A list element that no property names is null.
//
// Thread-safety: plain values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "render/merged_properties.hpp"

namespace cairn::render {

struct Tree;
struct TreeEntry;

class TreeMap {
 public:
  // nullptr when the map has no such key. Valid until the next call of put().
  [[nodiscard]] Tree* find(std::string_view key);
  // The value of a key, null when it is new. Valid until the next call of put().
  Tree& put(std::string_view key);

  [[nodiscard]] std::vector<TreeEntry>& entries() { return entries_; }
  [[nodiscard]] const std::vector<TreeEntry>& entries() const { return entries_; }
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  std::vector<TreeEntry> entries_;
  std::unordered_map<std::string, std::size_t> index_;  // used once there are many entries
};

using TreeList = std::vector<Tree>;

struct Tree {
  std::variant<std::monostate, Value, TreeList, TreeMap> content;
  std::size_t rank = 0;  // the highest of the properties in it

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(content); }
};

struct TreeEntry {
  std::string key;
  Tree value;
};

// Beyond one: invalid_argument, naming the limit.
struct NestLimits {
  std::size_t depth_max = 500;        // maps and lists inside each other, as Jackson 3
  std::size_t nulls_max = 1'000'000;  // list elements added because an index left a gap
};

// Nests flat keys. Where the properties of two sources give one name two shapes (a list here, a
// map or scalar there), the shape of the source with the higher rank wins and the others are left
// out; within one source, the later. A map under the name of a scalar takes its place beside it
// under a joined key (l=1, l.a=2 gives {"l":1,"l.a":2}), and a scalar replaces a map, both as in
// the reference.
//
// Errors: invalid_argument for a key that cannot be nested, or beyond a limit.
[[nodiscard]] Result<TreeMap> nest(const std::vector<MergedProperty>& properties,
                                   const NestLimits& limits = {});

}  // namespace cairn::render
