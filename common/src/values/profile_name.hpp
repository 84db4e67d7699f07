// Profile names: what Spring Boot takes as one.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

namespace cairn::values {

// Whether Java's Character.isLetterOrDigit holds for one UTF-16 unit: letters and decimal digits of
// the basic plane. Characters above it arrive there as surrogates and are neither.
[[nodiscard]] bool is_letter_or_digit(char32_t code_point);

// Not empty; letters, digits and "-_.+@" only; begins and ends with a letter or digit.
[[nodiscard]] bool is_profile_name(std::string_view text);

}  // namespace cairn::values
