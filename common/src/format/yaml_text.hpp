// The characters of a YAML file: its bytes decoded, and a cursor that walks over them and knows
// line and column.
//
// Thread-safety: a pure function; a cursor is for one thread.
// Ownership: a cursor does not own its text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cairn/origin.hpp"
#include "cairn/result.hpp"

namespace cairn::format {

// The characters of a file in UTF-8, or in UTF-16 when it begins with that byte order mark; the
// mark is left out. Cost: four bytes a character.
// Errors: failed_precondition for bytes that are not of the encoding, and for control characters.
[[nodiscard]] Result<std::u32string> decode_yaml(std::string_view bytes);

class YamlCursor {
 public:
  explicit YamlCursor(std::u32string_view text) : text_(text) {}

  // The character that many places ahead; 0 behind the end.
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return ahead < text_.size() - at_ ? text_[at_ + ahead] : 0;
  }
  // Whether "---" or "..." stands here.
  [[nodiscard]] bool starts_with_three(char32_t character) const {
    return peek(0) == character && peek(1) == character && peek(2) == character;
  }

  void skip(std::size_t count = 1);
  // Moves over `count` characters that are no line ends and returns them.
  std::u32string_view take(std::size_t count);
  // Moves over one line end. Returns '\n' for CR, LF, CR LF and NEL, a line or paragraph
  // separator as itself, and 0 where no line end is.
  char32_t take_line_break();
  void go_to_end() { at_ = text_.size(); }

  [[nodiscard]] std::size_t index() const { return at_; }
  // Both from 0; the column counts characters.
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t column() const { return column_; }
  [[nodiscard]] Position position() const;

 private:
  std::u32string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  std::size_t column_ = 0;
};

}  // namespace cairn::format
