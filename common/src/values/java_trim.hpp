// Trimming as Java's String.trim does it: blanks and all control characters go.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

namespace cairn::values {

[[nodiscard]] constexpr std::string_view java_trimmed_end(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) {
    text.remove_suffix(1);
  }
  return text;
}

[[nodiscard]] constexpr std::string_view java_trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) {
    text.remove_prefix(1);
  }
  return java_trimmed_end(text);
}

}  // namespace cairn::values
