// The rules of SnakeYAML 2.5: SafeRepresenter for the scalar, Emitter for analysis and style.
#include "render/yaml_scalar.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "render/value_text.hpp"

namespace cairn::render {
namespace {

constexpr char32_t replacement_character = 0xFFFD;

bool is_printable(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
         (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
}

struct Decoded {
  std::u16string text;
  bool printable = true;
  bool multiline = false;
};

Decoded decoded(std::string_view text) {
  Decoded out;
  out.text.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    char32_t c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      ++at;
    } else {
      c = base::next_code_point(text, at).value_or(replacement_character);
      at = std::max(at, start + 1);
    }
    out.printable = out.printable && is_printable(c);
    out.multiline = out.multiline || is_yaml_break(c);
    if (c < 0x10000) {
      out.text += static_cast<char16_t>(c);
    } else {
      out.text += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10U));
      out.text += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

YamlScalar ascii_scalar(std::string_view text, YamlTag tag, YamlStyle wanted) {
  return {std::u16string(text.begin(), text.end()), tag, implicit_tag(text), wanted};
}

struct ToScalar {
  YamlScalar operator()(const std::string& text) const { return yaml_string(text); }
  YamlScalar operator()(bool truth) const {
    return ascii_scalar(value_text(truth), YamlTag::boolean, YamlStyle::plain);
  }
  YamlScalar operator()(std::int64_t number) const {
    return ascii_scalar(value_text(number), YamlTag::integer, YamlStyle::plain);
  }
  YamlScalar operator()(const BigInteger& number) const {
    return ascii_scalar(number.digits, YamlTag::integer, YamlStyle::plain);
  }
  YamlScalar operator()(double number) const {
    std::string text = value_text(number);
    if (std::isnan(number)) {
      text = ".NaN";
    } else if (std::isinf(number)) {
      text = number < 0 ? "-.inf" : ".inf";
    }
    return ascii_scalar(text, YamlTag::floating, YamlStyle::plain);
  }
  YamlScalar operator()(const Binary& binary) const {
    return ascii_scalar(base::encode_base64(binary.bytes), YamlTag::binary, YamlStyle::literal);
  }
};

bool is_blank_or_nul(char32_t c) {
  return c == ' ' || c == '\t' || c == 0;
}

// "0" followed by digits and underscores: octal in YAML 1.1, decimal in 1.2.
bool is_number_with_leading_zero(std::u16string_view text) {
  return text.size() > 1 && text[0] == u'0' &&
         text.find_first_not_of(u"0123456789_", 1) == std::u16string_view::npos;
}

// The code point at `at`; `at` moves behind it.
char32_t next(std::u16string_view text, std::size_t& at) {
  const char32_t unit = text[at++];
  const bool high = unit >= 0xD800 && unit <= 0xDBFF;
  if (!high || at == text.size()) {
    return unit;
  }
  return 0x10000 + ((unit - 0xD800) << 10U) + (text[at++] - char32_t{0xDC00});
}

// Collects what the analysis has to know of each character and its neighbours.
class Survey {
 public:
  explicit Survey(std::u16string_view text) : text_(text) {
    indicators_ = text.substr(0, 3) == u"---" || text.substr(0, 3) == u"...";
    followed_by_space_ =
        text.size() == 1 || is_blank_or_nul(text[1]) || text[1] == u'\r' || is_yaml_break(text[1]);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t start = at;
      const char32_t c = next(text, at);
      look_for_indicators(c, start == 0);
      special_ = special_ || c == '\t' || c == '\r' || !is_printable(c);
      look_for_spaces(c, start);
      look_around(c, at);
    }
  }

  [[nodiscard]] YamlAnalysis result() const {
    YamlAnalysis out;
    out.multiline = multiline_;
    const bool hard = space_break_ || special_;  // for double quotes only
    out.plain_allowed = !indicators_ && !edge_space_ && !edge_break_ && !break_space_ && !hard &&
                        !is_number_with_leading_zero(text_);
    out.single_quoted_allowed = !break_space_ && !hard;
    out.literal_allowed = !trailing_space_ && !hard;
    return out;
  }

 private:
  void look_for_indicators(char32_t c, bool first) {
    if (first && std::u32string_view(U"#,[]{}&*!|>'\"%@`").find(c) != std::u32string_view::npos) {
      indicators_ = true;
    }
    const bool before_space = c == ':' || (first && (c == '?' || c == '-'));
    if ((before_space && followed_by_space_) || (c == '#' && preceded_by_space_)) {
      indicators_ = true;
    }
  }

  void look_for_spaces(char32_t c, std::size_t start) {
    const bool edge = start == 0 || start + 1 == text_.size();
    if (c == ' ') {
      edge_space_ = edge_space_ || edge;
      trailing_space_ = trailing_space_ || start + 1 == text_.size();
      break_space_ = break_space_ || previous_is_break_;
    } else if (is_yaml_break(c)) {
      multiline_ = true;
      edge_break_ = edge_break_ || edge;
      space_break_ = space_break_ || previous_is_space_;
    }
    previous_is_space_ = c == ' ';
    previous_is_break_ = is_yaml_break(c);
  }

  // For the next character. That a line break counts as a space before *and after* what follows it
  // is the reference's own reading.
  void look_around(char32_t c, std::size_t at) {
    preceded_by_space_ = is_blank_or_nul(c) || is_yaml_break(c);
    followed_by_space_ = true;
    if (at + 1 < text_.size()) {
      std::size_t behind = at;
      (void)next(text_, behind);  // only to step over the character
      if (behind < text_.size()) {
        followed_by_space_ = is_blank_or_nul(text_[behind]) || is_yaml_break(c);
      }
    }
  }

  std::u16string_view text_;
  bool indicators_ = false;
  bool special_ = false;
  bool multiline_ = false;
  bool edge_space_ = false;
  bool edge_break_ = false;
  bool trailing_space_ = false;
  bool break_space_ = false;  // a space after a line break
  bool space_break_ = false;  // a line break after a space
  bool previous_is_space_ = false;
  bool previous_is_break_ = false;
  bool preceded_by_space_ = true;
  bool followed_by_space_ = false;
};

}  // namespace

YamlScalar yaml_string(std::string_view text) {
  Decoded characters = decoded(text);
  if (!characters.printable) {
    return ascii_scalar(base::encode_base64(text), YamlTag::binary, YamlStyle::literal);
  }
  return {std::move(characters.text), YamlTag::string, implicit_tag(text),
          characters.multiline ? YamlStyle::literal : YamlStyle::plain};
}

YamlScalar yaml_scalar(const Value& value) {
  return std::visit(ToScalar{}, value);
}

YamlScalar yaml_null() {
  return ascii_scalar("null", YamlTag::null, YamlStyle::plain);
}

YamlAnalysis analysed(std::u16string_view text) {
  if (text.empty()) {
    YamlAnalysis out;
    out.empty = true;
    out.plain_allowed = true;
    out.single_quoted_allowed = true;
    return out;
  }
  return Survey(text).result();
}

YamlStyle chosen_style(const YamlScalar& scalar, const YamlAnalysis& analysis, bool simple_key) {
  const bool wants_plain = scalar.wanted == YamlStyle::plain;
  if (wants_plain && scalar.needs_no_tag_when_plain() && analysis.plain_allowed &&
      !(simple_key && (analysis.empty || analysis.multiline))) {
    return YamlStyle::plain;
  }
  if (!wants_plain && analysis.literal_allowed && !simple_key) {
    return YamlStyle::literal;
  }
  if (wants_plain && analysis.single_quoted_allowed && !(simple_key && analysis.multiline)) {
    return YamlStyle::single_quoted;
  }
  return YamlStyle::double_quoted;
}

}  // namespace cairn::render
