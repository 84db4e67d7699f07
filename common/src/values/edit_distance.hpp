// edit_distance: how many slips lie between two words, for "did you mean".
//
// Thread-safety: pure function.
// Cost: the product of both lengths; callers limit what they pass.
#pragma once

#include <cstddef>
#include <string_view>

namespace cairn::values {

// The bytes to insert, to delete or to replace to get from one text to the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace cairn::values
