// JSON as the few small documents of this room need it: strings, escaped.
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <string_view>

namespace cairn::http {

// Appends the text as a JSON string with its quotes.
void append_json(std::string& out, std::string_view text);

}  // namespace cairn::http
