// Texts as Java prints them, where they become part of a key or stand for a value.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::format {

// Double.toString: "2.5", "1.0E10", "NaN", with the fewest digits that give the number back.
[[nodiscard]] std::string java_text(double number);

// Double.valueOf: decimal digits with point and exponent, "NaN", "Infinity", blanks around it and
// the letters d and f behind it. nullopt for other texts; hexadecimal floats are not read.
[[nodiscard]] std::optional<double> java_double(std::string_view text);

// The bytes of base64 as java.util.Base64 reads it (padding may be missing, not wrong); nullopt
// for other texts.
[[nodiscard]] std::optional<std::string> base64_bytes(std::string_view text);

// The integer of digits in that radix (2, 8, 10 or 16) as decimal digits without leading zeros;
// nullopt when a character is no digit or there is none.
// Cost: grows with the square of the length, but for radix 10.
[[nodiscard]] std::optional<std::string> decimal_digits(std::string_view digits, int radix);

// A number of 0 or more with zeros in front, as long as `width`; a longer one as it is.
[[nodiscard]] std::string padded(std::int64_t number, std::size_t width);

}  // namespace cairn::format
