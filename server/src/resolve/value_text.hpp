// A value as text, where a control key is not written as one: "spring.profiles.include: 7".
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "cairn/environment.hpp"

namespace cairn::resolve {

// As Java converts it: "true", "7", "1.5", "1.0E10"; bytes as they are.
[[nodiscard]] std::string text_of(const Value& value);

}  // namespace cairn::resolve
