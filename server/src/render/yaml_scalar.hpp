// yaml_scalar: a scalar on its way into a YAML text, and which styles its characters allow.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cairn/environment.hpp"
#include "render/yaml_tag.hpp"

namespace cairn::render {

enum class YamlStyle { plain, single_quoted, double_quoted, literal };

// Text as UTF-16, in whose units SnakeYAML counts columns, widths and lengths.
struct YamlScalar {
  std::u16string text;
  YamlTag tag = YamlTag::string;
  YamlTag implicit = YamlTag::string;   // what a reader would make of the text without quotes
  YamlStyle wanted = YamlStyle::plain;  // plain or literal

  [[nodiscard]] bool needs_no_tag_when_plain() const { return tag == implicit; }
};

// A string: literal style for several lines; base64 with the tag !!binary when it has characters
// that YAML cannot show.
[[nodiscard]] YamlScalar yaml_string(std::string_view text);

[[nodiscard]] YamlScalar yaml_scalar(const Value& value);
[[nodiscard]] YamlScalar yaml_null();

// What the characters of a text allow.
struct YamlAnalysis {
  bool empty = false;
  bool multiline = false;
  bool plain_allowed = false;
  bool single_quoted_allowed = false;
  bool literal_allowed = false;
};

[[nodiscard]] YamlAnalysis analysed(std::u16string_view text);

// The style to write, given what is wanted and allowed. A simple key stands on one line before ':'.
[[nodiscard]] YamlStyle chosen_style(const YamlScalar& scalar, const YamlAnalysis& analysis,
                                     bool simple_key);

// LF, NEL, LS and PS; CR is none.
[[nodiscard]] constexpr bool is_yaml_break(char32_t c) {
  return c == U'\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

}  // namespace cairn::render
