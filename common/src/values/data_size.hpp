// Sizes in settings: "8192" (bytes), "64KB", "8MB", "1GB". Powers of 1024, as Spring's DataSize.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::values {

// Parses a size in bytes; blanks around it are dropped, the unit (B, KB, MB, GB, TB) may be in any
// case. Errors: invalid_argument for other text, a negative number, or 2^63 bytes and more.
[[nodiscard]] Result<std::uint64_t> parse_data_size(std::string_view text);

// The shortest text that parse_data_size reads back: "8MB", "100B".
[[nodiscard]] std::string data_size_text(std::uint64_t bytes);

}  // namespace cairn::values
