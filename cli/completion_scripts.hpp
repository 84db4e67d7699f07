// Completion scripts for shells, written from the shape of the command line.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "cli/shape.hpp"

namespace cairn::cli {

// For bash 4 and later: a function and its registration; needs no other package.
[[nodiscard]] std::string bash_completion(const VerbShape& program);
// For zsh: "#compdef cairn", for a directory of fpath.
[[nodiscard]] std::string zsh_completion(const VerbShape& program);
[[nodiscard]] std::string fish_completion(const VerbShape& program);

}  // namespace cairn::cli
