// NameIndex: names in an order of their own, found by their canonical form or by what they begin
// with.
//
// Thread-safety: immutable once sorted.
// Ownership: keeps views of canonical names, whose owner must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::client {

class NameIndex {
 public:
  // Numbers are given in order from 0 on by the caller. Of equal names the last added counts.
  void add(std::string_view canonical, std::uint32_t number) {
    names_.emplace_back(canonical, number);
  }
  // Once, when all are added.
  void sort();

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view canonical) const;
  // The numbers of all names that begin with this one and are longer, in the order of the numbers.
  // All names for "".
  [[nodiscard]] std::vector<std::uint32_t> below(std::string_view canonical) const;
  [[nodiscard]] bool has_below(std::string_view canonical) const;
  // Whether any of them goes on with an index, as "a[0]" does.
  [[nodiscard]] bool has_index(std::string_view canonical) const;

 private:
  using Names = std::vector<std::pair<std::string_view, std::uint32_t>>;
  using Range = std::pair<Names::const_iterator, Names::const_iterator>;

  // Those that go on with this sign.
  [[nodiscard]] Range range(std::string_view canonical, char sign) const;

  Names names_;  // sorted by name, each once
};

}  // namespace cairn::client
