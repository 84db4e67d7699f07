// The characters of a YAML file: see the header.
#include "format/yaml_text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/text.hpp"
#include "format/meter.hpp"
#include "format/yaml_characters.hpp"

namespace cairn::format {
namespace {

enum class Encoding { utf8, utf16_little, utf16_big };

// The encoding that a byte order mark tells; the mark is removed.
Encoding take_mark(std::string_view& bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
    bytes.remove_prefix(3);
  } else if (bytes.substr(0, 2) == "\xFE\xFF") {
    bytes.remove_prefix(2);
    return Encoding::utf16_big;
  } else if (bytes.substr(0, 2) == "\xFF\xFE") {
    bytes.remove_prefix(2);
    return Encoding::utf16_little;
  }
  return Encoding::utf8;
}

// The next UTF-16 unit; nullopt when only one byte is left or none.
std::optional<char32_t> next_unit(std::string_view bytes, std::size_t& at, Encoding encoding) {
  if (bytes.size() - at < 2) {
    return std::nullopt;
  }
  const char32_t first = static_cast<unsigned char>(bytes[at]);
  const char32_t second = static_cast<unsigned char>(bytes[at + 1]);
  at += 2;
  return encoding == Encoding::utf16_big ? first * 256 + second : second * 256 + first;
}

std::optional<char32_t> next_character(std::string_view bytes, std::size_t& at, Encoding encoding) {
  if (encoding == Encoding::utf8) {
    return base::next_code_point(bytes, at);
  }
  const auto unit = next_unit(bytes, at, encoding);
  if (!unit || *unit < 0xD800 || *unit > 0xDFFF) {
    return unit;
  }
  const auto low = next_unit(bytes, at, encoding);
  if (*unit > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) {
    return std::nullopt;
  }
  return 0x10000 + (*unit - 0xD800) * 0x400 + (*low - 0xDC00);
}

bool is_printable(char32_t c) {
  return (c >= 0x20 && c <= 0x7E) || c == '\t' || c == '\n' || c == '\r' || c == 0x85 ||
         (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
}

// The place behind `text`.
Position end_of(std::u32string_view text) {
  YamlCursor cursor(text);
  cursor.skip(text.size());
  return cursor.position();
}

std::string hexadecimal(char32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "U+";
  for (int shift = 12; shift >= 0; shift -= 4) {
    text += digits[(c >> shift) & 15U];
  }
  return text;
}

}  // namespace

Result<std::u32string> decode_yaml(std::string_view bytes) {
  const Encoding encoding = take_mark(bytes);
  std::u32string text;
  text.reserve(bytes.size());
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto character = next_character(bytes, at, encoding);
    if (!character) {
      return unusable(
          encoding == Encoding::utf8 ? "bytes that are not UTF-8" : "bytes that are not UTF-16",
          end_of(text));
    }
    if (!is_printable(*character)) {
      return unusable("the character " + hexadecimal(*character) + " is not allowed", end_of(text));
    }
    text.push_back(*character);
  }
  return text;
}

void YamlCursor::skip(std::size_t count) {
  for (; count > 0 && at_ < text_.size(); --count) {
    const char32_t c = text_[at_++];
    const bool ends_line =
        is_line_break(c) || (c == '\r' && at_ < text_.size() && text_[at_] != '\n');
    if (ends_line) {
      ++line_;
      column_ = 0;
    } else if (c != 0xFEFF) {
      ++column_;
    }
  }
}

std::u32string_view YamlCursor::take(std::size_t count) {
  const std::u32string_view taken = text_.substr(at_, count);
  at_ += taken.size();
  column_ += taken.size();
  return taken;
}

char32_t YamlCursor::take_line_break() {
  const char32_t c = peek();
  if (c == '\r' || c == '\n' || c == 0x85) {
    skip(c == '\r' && peek(1) == '\n' ? 2 : 1);
    return '\n';
  }
  if (is_line_break(c)) {
    skip();
    return c;
  }
  return 0;
}

Position YamlCursor::position() const {
  return {static_cast<std::uint32_t>(line_ + 1), static_cast<std::uint32_t>(column_ + 1)};
}

}  // namespace cairn::format
