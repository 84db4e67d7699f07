// value_text: values as text, each as Java's toString would write it.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "cairn/environment.hpp"

namespace cairn::render {

// "true", "8080", "1.0E8". Bytes become base64: Java writes an object's address here, which no
// answer can depend on.
[[nodiscard]] std::string value_text(const Value& value);

// The text that a placeholder gets: as above, but bytes are signed numbers, "104,-1,0".
[[nodiscard]] std::string placeholder_text(const Value& value);

}  // namespace cairn::render
