// Escaping for .properties files: see the header.
#include "support/properties_text.hpp"

#include <array>
#include <cstdio>

#include "base/text.hpp"
#include "support/carried.hpp"

namespace cairn::testing {
namespace {

std::string unit_escape(char32_t unit) {
  std::array<char, 8> out{};
  std::snprintf(out.data(), out.size(), "\\u%04X", static_cast<unsigned>(unit));
  return out.data();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = base::next_code_point(text, at).value();
    if (c >= 0x10000) {
      out += unit_escape(0xD800 + ((c - 0x10000) >> 10U));
      out += unit_escape(0xDC00 + ((c - 0x10000) & 0x3FFU));
    } else if (c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      out += '\\';
      out += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : 'f';
    } else if (c < 0x20 || c >= 0x7F) {
      out += unit_escape(c);
    } else {
      if (std::string_view(" \\=:#!").find(static_cast<char>(c)) != std::string_view::npos) {
        out += '\\';
      }
      out += static_cast<char>(c);
    }
  }
  return out;
}

}  // namespace

std::string properties_text(const Properties& properties) {
  std::string out;
  for (const Property& property : properties) {
    out += escaped(property.key) + '=' + escaped(text_of(property.value)) + '\n';
  }
  return out;
}

bool can_be_stored(std::string_view key) {
  const auto is_trimmed = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  return !key.empty() && !is_trimmed(key.front()) && !is_trimmed(key.back()) &&
         key.front() != '#' && key.front() != '!' &&
         (key.size() < 2 || key.substr(key.size() - 2) != "[]");
}

}  // namespace cairn::testing
