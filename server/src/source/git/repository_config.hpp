// What a repository's own configuration says of where it came from.
//
// Thread-safety: a function without shared state.
#pragma once

#include <string>

#include "cairn/result.hpp"

namespace cairn::source::git {

// The address of the remote "origin" in a file as ".git/config"; "" if there is none.
// Errors: failed_precondition when the file cannot be read as configuration.
[[nodiscard]] Result<std::string> origin_in(const std::string& config_file);

}  // namespace cairn::source::git
