// XML properties: see the header.
#include "support/xml_text.hpp"

#include "base/text.hpp"
#include "support/carried.hpp"

namespace cairn::testing {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = base::next_code_point(text, at).value();
    const bool is_plain = c >= 0x20 && c < 0x7F && c != '<' && c != '>' && c != '&' && c != '"';
    if (is_plain) {
      out += static_cast<char>(c);
    } else {
      out += "&#" + std::to_string(static_cast<unsigned>(c)) + ';';
    }
  }
  return out;
}

}  // namespace

std::string xml_text(const Properties& properties) {
  std::string out =
      "<!DOCTYPE properties SYSTEM \"http://java.sun.com/dtd/properties.dtd\">\n<properties>\n";
  for (const Property& property : properties) {
    out += "<entry key=\"" + escaped(property.key) + "\">" + escaped(text_of(property.value)) +
           "</entry>\n";
  }
  return out + "</properties>\n";
}

bool xml_carries(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = base::next_code_point(text, at).value();
    const bool is_control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (is_control || c == 0xFFFE || c == 0xFFFF) {
      return false;
    }
  }
  return true;
}

}  // namespace cairn::testing
