// UTF-16 to UTF-8: see the header.
#include "format/utf16.hpp"

#include "base/text.hpp"

namespace cairn::format {

std::optional<std::string> utf16_to_utf8(std::u16string_view units) {
  std::string text;
  text.reserve(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const char32_t unit = units[i];
    if (unit < 0xD800 || unit > 0xDFFF) {
      base::append_utf8(text, unit);
      continue;
    }
    const char32_t next = i + 1 < units.size() ? units[i + 1] : 0;
    if (unit > 0xDBFF || next < 0xDC00 || next > 0xDFFF) {
      return std::nullopt;
    }
    base::append_utf8(text, 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
    ++i;
  }
  return text;
}

}  // namespace cairn::format
