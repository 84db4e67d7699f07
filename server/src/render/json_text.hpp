// json_text: appends JSON as Jackson writes it: compact, UTF-8, nothing escaped that need not be.
//
// Thread-safety: pure functions on the caller's string.
#pragma once

#include <string>
#include <string_view>

#include "cairn/environment.hpp"

namespace cairn::render {

// Quotes, backslashes and control characters are escaped, with short forms where JSON has them.
void append_json_string(std::string& out, std::string_view text);

// Integers of any size as digits, doubles as Java writes them ("1.0E8"), those that are not finite
// as strings ("NaN"), bytes as base64.
void append_json_value(std::string& out, const Value& value);

}  // namespace cairn::render
