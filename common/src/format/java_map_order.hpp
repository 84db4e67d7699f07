// The order in which java.util.Properties lists its keys.
//
// The reference reads XML properties into that class and answers in its order, which clients
// see. It is a hash table with linked bins that doubles when three quarters full; what decides is
// String.hashCode, the order of insertion and the way a doubling splits a bin.
//
// Thread-safety: a pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::format {

// Java's String.hashCode of a text in UTF-8: over its UTF-16 units.
[[nodiscard]] std::uint32_t java_hash(std::string_view text);

// The indexes of `keys` (distinct, in order of insertion) in the order of the table.
// Bins of eight keys and more, which Java turns into trees, keep the order of a list here.
[[nodiscard]] std::vector<std::size_t> java_map_order(const std::vector<std::string>& keys);

}  // namespace cairn::format
