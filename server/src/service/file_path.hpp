// The path of a file that is asked for, checked and tidied, however it was asked for.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::service {

// Takes the decoded path; what it gives has neither empty nor "." segments: "dir//./a.txt/" is
// "dir/a.txt". Errors: invalid_argument, as normalise_segment has it.
[[nodiscard]] Result<std::string> file_path(std::string_view text);

}  // namespace cairn::service
