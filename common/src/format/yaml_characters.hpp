// The classes of characters by which YAML is read. 0 stands for the end of the text and belongs
// to each class of things that end a word.
//
// Thread-safety: pure functions.
#pragma once

namespace cairn::format {

// LF, NEL, line separator and paragraph separator; CR is a line end only together with others.
[[nodiscard]] constexpr bool is_line_break(char32_t c) {
  return c == U'\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

[[nodiscard]] constexpr bool ends_line(char32_t c) {
  return c == 0 || c == U'\r' || is_line_break(c);
}

[[nodiscard]] constexpr bool is_blank_or_tab(char32_t c) {
  return c == U' ' || c == U'\t';
}

[[nodiscard]] constexpr bool ends_line_or_blank(char32_t c) {
  return c == U' ' || ends_line(c);
}

[[nodiscard]] constexpr bool ends_word(char32_t c) {
  return is_blank_or_tab(c) || ends_line(c);
}

[[nodiscard]] constexpr bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

[[nodiscard]] constexpr bool is_word_character(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || is_digit(c) || c == U'-' ||
         c == U'_';
}

// The value of a hexadecimal digit; -1 for other characters.
[[nodiscard]] constexpr int hexadecimal_value(char32_t c) {
  if (is_digit(c)) {
    return static_cast<int>(c - U'0');
  }
  if (c >= U'a' && c <= U'f') {
    return static_cast<int>(c - U'a') + 10;
  }
  return c >= U'A' && c <= U'F' ? static_cast<int>(c - U'A') + 10 : -1;
}

}  // namespace cairn::format
