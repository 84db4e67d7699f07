// The lines of a file with credentials: comments and empty lines left out, with their numbers.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::auth {

struct Line {
  std::size_t number = 0;  // from 1
  std::string_view text;   // trimmed
};

[[nodiscard]] std::vector<Line> lines_of(std::string_view content);

// An error about a line, with file and line in front.
[[nodiscard]] Failure bad_line(const std::string& file, const Line& line, std::string why);

// A name of a principal, a role or a token: 1 to 128 bytes of UTF-8 without blanks, control
// characters, commas and colons.
[[nodiscard]] bool is_name(std::string_view text);

// "a,b" as names; empty for an empty text or a bad name among them.
[[nodiscard]] std::vector<std::string> names_of(std::string_view list);

}  // namespace cairn::auth
