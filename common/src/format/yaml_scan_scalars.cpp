// YamlScanner: plain, quoted and block scalars.
#include <algorithm>
#include <string>
#include <utility>

#include "format/yaml_characters.hpp"
#include "format/yaml_scanner.hpp"

namespace cairn::format {
namespace {

bool is_flow_sign(char32_t c) {
  return c == U',' || c == U'[' || c == U']' || c == U'{' || c == U'}';
}

// What an escape of one character stands for; nullopt when there is no such escape.
std::optional<char32_t> simple_escape(char32_t c) {
  constexpr std::u32string_view names = U"0abtnvfre \"\\N_LP";
  constexpr char32_t meanings[] = {0,    7,    8,    9,     10,   11,   12,     13,
                                   0x1B, U' ', U'"', U'\\', 0x85, 0xA0, 0x2028, 0x2029};
  const std::size_t place = names.find(c);
  return place == std::u32string_view::npos ? std::nullopt
                                            : std::optional<char32_t>(meanings[place]);
}

// How many hexadecimal digits follow an escape of that letter.
std::size_t escape_digits(char32_t c) {
  switch (c) {
    case U'x':
      return 2;
    case U'u':
      return 4;
    case U'U':
      return 8;
    default:
      return 0;
  }
}

// Joins surrogate pairs, which escapes may spell. False when half of one stands alone.
bool join_surrogates(std::u32string& text) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c >= 0xD800 && c <= 0xDFFF) {
      const char32_t low = i + 1 < text.size() ? text[i + 1] : 0;
      if (c > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
        return false;
      }
      c = 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00);
      ++i;
    }
    text[to++] = c;
  }
  text.resize(to);
  return true;
}

// What a line end and the empty lines behind it become inside a scalar that is folded.
std::u32string folded(char32_t line_break, const std::u32string& more) {
  if (line_break != U'\n') {
    return line_break + more;
  }
  return more.empty() ? U" " : more;
}

}  // namespace

YamlToken YamlScanner::finish_scalar(YamlToken token, const std::u32string& text) {
  token.kind = YamlTokenKind::scalar;
  token.end = cursor_.position();
  token.text = utf8(text);
  return token;
}

YamlToken YamlScanner::scan_plain() {
  YamlToken token;
  token.start = cursor_.position();
  token.is_plain = true;
  const int indent = indent_ + 1;
  const bool in_flow = flow_level_ != 0;
  std::u32string text;
  std::u32string spaces;
  while (cursor_.peek() != U'#') {
    std::size_t length = 0;
    for (;; ++length) {
      const char32_t c = cursor_.peek(length);
      const char32_t next = cursor_.peek(length + 1);
      if (ends_word(c) || (c == U':' && (ends_word(next) || (in_flow && is_flow_sign(next)))) ||
          (in_flow && (c == U'?' || is_flow_sign(c)))) {
        break;
      }
    }
    if (length == 0) {
      break;
    }
    allows_key_ = false;
    text += spaces;
    text += cursor_.take(length);
    spaces = scan_plain_spaces();
    if (spaces.empty() || (!in_flow && static_cast<int>(cursor_.column()) < indent)) {
      break;
    }
  }
  return finish_scalar(std::move(token), text);
}

// The blanks and line ends behind a word, as they count when another word follows; empty when
// the scalar ends here.
std::u32string YamlScanner::scan_plain_spaces() {
  std::size_t length = 0;
  while (is_blank_or_tab(cursor_.peek(length))) {
    ++length;
  }
  std::u32string blanks(cursor_.take(length));
  const char32_t line_break = cursor_.take_line_break();
  if (line_break == 0) {
    return blanks;
  }
  allows_key_ = true;
  if (ends_plain_at_line()) {
    return {};
  }
  std::u32string more;
  for (;;) {
    if (cursor_.peek() == U' ') {
      cursor_.skip();
      continue;
    }
    const char32_t next_break = cursor_.take_line_break();
    if (next_break == 0) {
      return folded(line_break, more);
    }
    more += next_break;
    if (ends_plain_at_line()) {
      return {};
    }
  }
}

// SnakeYAML lets "---" end a plain scalar whatever follows, "..." only where a marker may stand.
bool YamlScanner::ends_plain_at_line() const {
  return cursor_.starts_with_three(U'-') ||
         (cursor_.starts_with_three(U'.') && ends_word(cursor_.peek(3)));
}

YamlToken YamlScanner::scan_quoted() {
  YamlToken token;
  token.start = cursor_.position();
  const char32_t quote = cursor_.peek();
  const bool is_double = quote == U'"';
  cursor_.skip();
  std::u32string text;
  scan_quoted_text(is_double, text);
  while (!error_ && cursor_.peek() != quote) {
    scan_quoted_spaces(text);
    scan_quoted_text(is_double, text);
  }
  cursor_.skip();
  if (!error_ && !join_surrogates(text)) {
    refuse("a quoted text with half of a surrogate pair", token.start);
  }
  return finish_scalar(std::move(token), text);
}

void YamlScanner::scan_quoted_text(bool is_double, std::u32string& text) {
  while (!error_) {
    std::size_t length = 0;
    for (;; ++length) {
      const char32_t c = cursor_.peek(length);
      if (ends_word(c) || c == U'\'' || c == U'"' || c == U'\\') {
        break;
      }
    }
    text += cursor_.take(length);
    const char32_t c = cursor_.peek();
    if (!is_double && c == U'\'' && cursor_.peek(1) == U'\'') {
      text += U'\'';
      cursor_.skip(2);
    } else if ((is_double && c == U'\'') || (!is_double && (c == U'"' || c == U'\\'))) {
      text += c;
      cursor_.skip();
    } else if (!is_double || c != U'\\' || !scan_escape(text)) {
      return;
    }
  }
}

// Reads an escape. False after an error.
bool YamlScanner::scan_escape(std::u32string& text) {
  cursor_.skip();
  const char32_t c = cursor_.peek();
  if (const auto meaning = simple_escape(c)) {
    text += *meaning;
    cursor_.skip();
    return true;
  }
  if (const std::size_t digits = escape_digits(c)) {
    cursor_.skip();
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const int digit = hexadecimal_value(cursor_.peek(i));
      if (digit < 0 || value > 0x10FFFF) {
        refuse("an escape that needs " + std::to_string(digits) + " hexadecimal digits");
        return false;
      }
      value = value * 16 + static_cast<char32_t>(digit);
    }
    if (value > 0x10FFFF) {
      refuse("an escape beyond the last Unicode character");
      return false;
    }
    text += value;
    cursor_.skip(digits);
    return true;
  }
  if (cursor_.take_line_break() != 0) {
    text += scan_quoted_breaks();
    return true;
  }
  refuse("an unknown escape: '\\' and " + shown(c));
  return false;
}

void YamlScanner::scan_quoted_spaces(std::u32string& text) {
  std::size_t length = 0;
  while (is_blank_or_tab(cursor_.peek(length))) {
    ++length;
  }
  const std::u32string blanks(cursor_.take(length));
  if (cursor_.peek() == 0) {
    refuse("a quoted text is not closed before the end of the file");
    return;
  }
  const char32_t line_break = cursor_.take_line_break();
  text += line_break == 0 ? blanks : folded(line_break, scan_quoted_breaks());
}

// The empty lines behind a line end inside quotes.
std::u32string YamlScanner::scan_quoted_breaks() {
  std::u32string breaks;
  for (;;) {
    if ((cursor_.starts_with_three(U'-') || cursor_.starts_with_three(U'.')) &&
        ends_word(cursor_.peek(3))) {
      refuse("a document marker inside a quoted text");
      return breaks;
    }
    while (is_blank_or_tab(cursor_.peek())) {
      cursor_.skip();
    }
    const char32_t line_break = cursor_.take_line_break();
    if (line_break == 0) {
      return breaks;
    }
    breaks += line_break;
  }
}

YamlToken YamlScanner::scan_block() {
  YamlToken token;
  token.start = cursor_.position();
  const bool is_folded = cursor_.peek() == U'>';
  cursor_.skip();
  const BlockHeader header = scan_block_header();
  skip_rest_of_line("behind a block scalar's sign");

  auto indent = static_cast<std::size_t>(std::max(indent_ + 1, 1));
  std::u32string breaks;
  if (header.increment == 0) {
    breaks = detect_block_indent(indent);
  } else {
    indent += static_cast<std::size_t>(header.increment) - 1;
    breaks = scan_block_breaks(indent);
  }
  std::u32string text;
  char32_t line_break = 0;
  while (cursor_.column() == indent && cursor_.peek() != 0) {
    text += breaks;
    const bool starts_with_word = !is_blank_or_tab(cursor_.peek());
    while (!ends_line(cursor_.peek())) {
      text += cursor_.take(1);
    }
    line_break = cursor_.take_line_break();
    breaks = scan_block_breaks(indent);
    if (cursor_.column() != indent || cursor_.peek() == 0) {
      break;
    }
    if (!is_folded || line_break != U'\n' || !starts_with_word || is_blank_or_tab(cursor_.peek())) {
      if (line_break != 0) {
        text += line_break;
      }
    } else if (breaks.empty()) {
      text += U' ';
    }
  }
  if (header.chomping != '-' && line_break != 0) {
    text += line_break;
  }
  if (header.chomping == '+') {
    text += breaks;
  }
  return finish_scalar(std::move(token), text);
}

YamlScanner::BlockHeader YamlScanner::scan_block_header() {
  BlockHeader header;
  for (int part = 0; part < 2; ++part) {
    const char32_t c = cursor_.peek();
    if ((c == U'-' || c == U'+') && header.chomping == 0) {
      header.chomping = c == U'-' ? '-' : '+';
      cursor_.skip();
    } else if (is_digit(c) && header.increment == 0) {
      header.increment = static_cast<int>(c - U'0');
      if (header.increment == 0) {
        refuse("a block scalar's indentation must be 1 to 9");
      }
      cursor_.skip();
    }
  }
  if (!ends_line_or_blank(cursor_.peek())) {
    refuse("a block scalar's sign is followed by " + shown(cursor_.peek()));
  }
  return header;
}

// Skips blanks, a comment and the line end; nothing else may stand there.
void YamlScanner::skip_rest_of_line(std::string_view what) {
  while (cursor_.peek() == U' ') {
    cursor_.skip();
  }
  if (cursor_.peek() == U'#') {
    while (!ends_line(cursor_.peek())) {
      cursor_.take(1);
    }
  }
  if (cursor_.take_line_break() == 0 && cursor_.peek() != 0) {
    refuse(shown(cursor_.peek()) + " " + std::string(what));
  }
}

// The empty lines in front of a block scalar; `indent` grows to the deepest of them and of the
// first line with text.
std::u32string YamlScanner::detect_block_indent(std::size_t& indent) {
  std::u32string breaks;
  for (;;) {
    if (cursor_.peek() == U' ') {
      cursor_.skip();
      indent = std::max(indent, cursor_.column());
      continue;
    }
    const char32_t line_break = cursor_.take_line_break();
    if (line_break == 0) {
      return breaks;
    }
    breaks += line_break;
  }
}

// The empty lines here; stops at the indentation of the next line.
std::u32string YamlScanner::scan_block_breaks(std::size_t indent) {
  std::u32string breaks;
  for (;;) {
    while (cursor_.column() < indent && cursor_.peek() == U' ') {
      cursor_.skip();
    }
    const char32_t line_break = cursor_.take_line_break();
    if (line_break == 0) {
      return breaks;
    }
    breaks += line_break;
  }
}

}  // namespace cairn::format
