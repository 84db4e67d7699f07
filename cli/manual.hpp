// The man page cairn(1), written from the shape of the command line.
//
// Thread-safety: pure function.
#pragma once

#include <string>

#include "cli/shape.hpp"

namespace cairn::cli {

// In the macros of man(7).
[[nodiscard]] std::string manual_page(const VerbShape& program);

}  // namespace cairn::cli
