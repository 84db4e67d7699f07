// What walks of paths through file trees have in common.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::source {

// Symbolic links that one path may lead through.
inline constexpr int links_in_a_row_max = 8;

// Whether a path has only names: no empty segments, no "." and no "..".
[[nodiscard]] bool is_plain_path(std::string_view path);

// Puts the segments of a path in front of those that wait; the next one is at the back.
void push_segments(std::vector<std::string>& waiting, std::string_view path);

}  // namespace cairn::source
