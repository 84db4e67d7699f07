// What an operator posts to change a property in the environment of other programs.
//
// Thread-safety: a pure function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "cairn/result.hpp"

namespace cairn::service {

inline constexpr std::size_t environment_change_bytes_max = std::size_t{16} * 1024;

// Reads {"name":"logging.level.root","value":"debug"}. Errors: invalid_argument for what is not two
// texts, and for more bytes than that.
[[nodiscard]] Result<std::pair<std::string, std::string>> parse_environment_change(
    std::string_view body);

}  // namespace cairn::service
