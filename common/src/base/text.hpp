// Small functions over text that several rooms need. ASCII rules throughout: no locale.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::base {

// The parts between separators, empty ones included: "a,,b" gives 3, "" gives 1.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
// Without blanks, tabs and line ends at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string replace_all(std::string text, std::string_view what,
                                      std::string_view with);
// At most this many bytes of the text, not ending within a character; "..." stands for the rest.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes_max);
// The text, and of each URL in it what stands in front of an "@" in its authority left out: names
// and passwords are told to nobody.
[[nodiscard]] std::string without_user_info(std::string_view text);
// The value of a hexadecimal digit; -1 for another character.
[[nodiscard]] int hex_value(char c);
// The text without percent signs; nullopt for a bad escape ("%z", "%4").
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
// The same for a name or value of a form, where "+" is a blank.
[[nodiscard]] std::optional<std::string> form_decode(std::string_view text);
// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);
// The code point at `at`, which moves behind it; nullopt where the text is not UTF-8.
[[nodiscard]] std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t code_point);

}  // namespace cairn::base
