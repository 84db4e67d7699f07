// Jackson's escapes: short forms, upper case hexadecimal digits, nothing else escaped.
#include "render/json_text.hpp"

#include <cmath>
#include <cstdint>

#include "render/value_text.hpp"

namespace cairn::render {
namespace {

void append_escape(std::string& out, unsigned char c) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += hex[c >> 4U];
      out += hex[c & 15U];
  }
}

struct AppendValue {
  std::string& out;

  void operator()(const std::string& text) const { append_json_string(out, text); }
  void operator()(const Binary& binary) const { append_json_string(out, value_text(binary)); }
  void operator()(double number) const {
    const std::string text = value_text(number);
    if (std::isfinite(number)) {
      out += text;
    } else {
      append_json_string(out, text);
    }
  }
  template <typename Plain>
  void operator()(const Plain& value) const {
    out += value_text(value);
  }
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == '"' || c == '\\') {
      out += text.substr(written, i - written);
      append_escape(out, c);
      written = i + 1;
    }
  }
  out += text.substr(written);
  out += '"';
}

void append_json_value(std::string& out, const Value& value) {
  std::visit(AppendValue{out}, value);
}

}  // namespace cairn::render
