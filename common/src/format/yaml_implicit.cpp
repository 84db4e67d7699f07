// The type of a plain YAML scalar: the patterns of YAML 1.1, by hand instead of by regular
// expressions, in the order in which SnakeYAML tries them.
#include <algorithm>
#include <array>

#include "format/yaml_characters.hpp"
#include "format/yaml_scalar.hpp"

namespace cairn::format {
namespace {

constexpr std::size_t number_characters_max = 1024;

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

// Walks over a candidate for a number.
class Walk {
 public:
  explicit Walk(std::string_view text) : rest_(text) {}

  bool take_one(std::string_view set) {
    if (rest_.empty() || !is_one_of(rest_.front(), set)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  // How many characters of the set stand here.
  std::size_t take_all(std::string_view set) {
    const std::size_t count = std::min(rest_.find_first_not_of(set), rest_.size());
    rest_.remove_prefix(count);
    return count;
  }
  // One or more of ":d" and ":dd" below 60.
  bool take_sixties() {
    bool has_any = false;
    while (take_one(":")) {
      if (rest_.size() > 1 && is_one_of(rest_.front(), "012345") && is_decimal_digit(rest_[1])) {
        rest_.remove_prefix(2);
      } else if (!take_one("0123456789")) {
        return false;
      }
      has_any = true;
    }
    return has_any;
  }
  bool take_exponent() {
    if (!take_one("eE")) {
      return false;
    }
    take_one("-+");
    return take_all("0123456789") > 0;
  }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// Digits and '_', at least one of them a digit.
bool is_digits(std::string_view text, std::string_view digits) {
  return text.find_first_of(digits) != std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [digits](char c) { return c == '_' || is_one_of(c, digits); });
}

bool is_integer(std::string_view text) {
  Walk walk(text);
  walk.take_one("-+");
  const std::string_view body = walk.rest();
  if (body.empty()) {
    return false;
  }
  if (body.front() == '0') {
    const std::string_view rest = body.substr(1);
    if (!rest.empty() && rest.front() == 'b') {
      return is_digits(rest.substr(1), "01");
    }
    if (!rest.empty() && rest.front() == 'x') {
      return is_digits(rest.substr(1), "0123456789abcdefABCDEF");
    }
    return rest.empty() || is_digits(rest, "01234567");
  }
  if (!walk.take_one("123456789")) {
    return false;
  }
  walk.take_all("0123456789_");
  return walk.is_at_end() || (walk.take_sixties() && walk.is_at_end());
}

bool is_real(std::string_view text) {
  Walk walk(text);
  const bool has_sign = walk.take_one("-+");
  const std::string_view body = walk.rest();
  if (body == ".inf" || body == ".Inf" || body == ".INF") {
    return true;
  }
  if (!has_sign && (body == ".nan" || body == ".NaN" || body == ".NAN")) {
    return true;
  }
  if (walk.take_one(".")) {
    return walk.take_all("0123456789_") > 0 &&
           (walk.is_at_end() || (walk.take_exponent() && walk.is_at_end()));
  }
  if (!walk.take_one("0123456789")) {
    return false;
  }
  walk.take_all("0123456789_");
  Walk sixties = walk;
  if (sixties.take_sixties()) {
    return sixties.take_one(".") && (sixties.take_all("0123456789_"), sixties.is_at_end());
  }
  const bool has_point = walk.take_one(".");
  if (has_point) {
    walk.take_all("0123456789_");
    if (walk.is_at_end()) {
      return true;
    }
  }
  return walk.take_exponent() && walk.is_at_end();
}

bool is_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 18> words{
      "yes",   "Yes",   "YES",   "no", "No", "NO", "true", "True", "TRUE",
      "false", "False", "FALSE", "on", "On", "ON", "off",  "Off",  "OFF"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

YamlTag implicit_tag(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL" ||
      text == " ") {
    return YamlTag::null;
  }
  if (is_boolean(text)) {
    return YamlTag::boolean;
  }
  if (text == "<<") {
    return YamlTag::merge;
  }
  if (text == "!" || text == "&" || text == "*") {
    return YamlTag::other;
  }
  if (text.size() <= number_characters_max) {
    if (is_integer(text)) {
      return YamlTag::integer;
    }
    if (is_real(text)) {
      return YamlTag::real;
    }
  }
  return YamlTag::text;
}

}  // namespace cairn::format
