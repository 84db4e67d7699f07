// Six encodings by hand: a conversion library would read its tables from disk.
#include "http/text_encoding.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "base/text.hpp"

namespace cairn::http {
namespace {

struct Name {
  std::string_view text;
  Encoding encoding;
};

constexpr std::array<Name, 17> names{{{"utf-8", Encoding::utf8},
                                      {"utf8", Encoding::utf8},
                                      {"us-ascii", Encoding::us_ascii},
                                      {"ascii", Encoding::us_ascii},
                                      {"iso646-us", Encoding::us_ascii},
                                      {"iso-8859-1", Encoding::iso_8859_1},
                                      {"iso8859-1", Encoding::iso_8859_1},
                                      {"iso8859_1", Encoding::iso_8859_1},
                                      {"iso_8859-1", Encoding::iso_8859_1},
                                      {"latin1", Encoding::iso_8859_1},
                                      {"l1", Encoding::iso_8859_1},
                                      {"utf-16", Encoding::utf16},
                                      {"utf_16", Encoding::utf16},
                                      {"utf16", Encoding::utf16},
                                      {"utf-16be", Encoding::utf16_be},
                                      {"utf-16le", Encoding::utf16_le},
                                      {"unicode", Encoding::utf16}}};

void append_unit(std::string& out, unsigned unit, bool little) {
  const auto high = static_cast<char>((unit >> 8U) & 0xFFU);
  const auto low = static_cast<char>(unit & 0xFFU);
  out += little ? low : high;
  out += little ? high : low;
}

void append_utf16(std::string& out, char32_t code_point, bool little) {
  if (code_point < 0x10000) {
    append_unit(out, static_cast<unsigned>(code_point), little);
    return;
  }
  const auto rest = static_cast<unsigned>(code_point) - 0x10000U;
  append_unit(out, 0xD800U + (rest >> 10U), little);
  append_unit(out, 0xDC00U + (rest & 0x3FFU), little);
}

}  // namespace

std::optional<Encoding> encoding_of(std::string_view charset) {
  for (const Name& name : names) {
    if (base::equals_ignoring_case(name.text, charset)) {
      return name.encoding;
    }
  }
  return std::nullopt;
}

std::string encode_text(std::string_view utf8, Encoding encoding) {
  if (encoding == Encoding::utf8) {
    return std::string(utf8);
  }
  const bool narrow = encoding == Encoding::us_ascii || encoding == Encoding::iso_8859_1;
  const char32_t beyond = encoding == Encoding::us_ascii ? 0x80 : 0x100;
  std::string out;
  out.reserve(narrow ? utf8.size() : utf8.size() * 2 + 2);
  if (encoding == Encoding::utf16 && !utf8.empty()) {
    append_unit(out, 0xFEFF, false);
  }
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t from = at;
    const auto code_point = base::next_code_point(utf8, at);
    if (!code_point) {
      at = from + 1;
    }
    const char32_t value = code_point.value_or(0xFFFD);
    if (!narrow) {
      append_utf16(out, value, encoding == Encoding::utf16_le);
    } else {
      out += value < beyond ? static_cast<char>(value) : '?';
    }
  }
  return out;
}

}  // namespace cairn::http
