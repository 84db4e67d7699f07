// The text format of Prometheus.
#include "observe/exposition.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.hpp"

namespace cairn::observe {
namespace {

void append_label_value(std::string& text, std::string_view value) {
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t before = at;
    if (!base::next_code_point(value, at)) {
      text += "\xEF\xBF\xBD";
      at = before + 1;
      continue;
    }
    const std::string_view character = value.substr(before, at - before);
    if (character == "\\" || character == "\"") {
      text += '\\';
      text += character;
    } else if (character == "\n") {
      text += "\\n";
    } else {
      text += character;
    }
  }
}

}  // namespace

std::string number_text(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  std::array<char, 400> digits{};  // the longest, about 1e308, has 309
  const auto [end, failed] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return failed == std::errc() ? std::string(digits.data(), end) : "NaN";
}

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  text_ += "# HELP ";
  text_ += name;
  text_ += ' ';
  text_ += help;
  text_ += "\n# TYPE ";
  text_ += name;
  text_ += ' ';
  text_ += type;
  text_ += '\n';
}

void Exposition::sample(std::string_view name, const Labels& labels, double value) {
  text_ += name;
  if (!labels.empty()) {
    char before = '{';
    for (const auto& [label, text] : labels) {
      text_ += before;
      before = ',';
      text_ += label;
      text_ += "=\"";
      append_label_value(text_, text);
      text_ += '"';
    }
    text_ += '}';
  }
  text_ += ' ';
  text_ += number_text(value);
  text_ += '\n';
}

}  // namespace cairn::observe
