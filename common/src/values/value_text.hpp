// value_text: a typed value as text, as Java's toString would write it.
//
// Thread-safety: pure function.
#pragma once

#include <string>

#include "cairn/environment.hpp"

namespace cairn::values {

// "true", "7", "1.5", "1.0E10"; bytes as they are.
[[nodiscard]] std::string value_text(const Value& value);

}  // namespace cairn::values
