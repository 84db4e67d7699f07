// The patterns are SnakeYAML's regular expressions, each as a walk over the text.
#include "render/yaml_tag.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace cairn::render {
namespace {

// Longer texts are strings, whatever they look like.
constexpr std::size_t number_bytes_max = 1024;
constexpr std::size_t timestamp_bytes_max = 50;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_digit_or_underscore(char c) {
  return is_digit(c) || c == '_';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_sign(char c) {
  return c == '+' || c == '-';
}

class Walk {
 public:
  explicit Walk(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool at(char c) const { return !rest_.empty() && rest_.front() == c; }

  template <typename Predicate>
  bool take_if(Predicate predicate) {
    if (rest_.empty() || !predicate(rest_.front())) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  bool take(char c) {
    return take_if([c](char given) { return given == c; });
  }
  template <typename Predicate>
  std::size_t take_all(Predicate predicate) {
    std::size_t count = 0;
    while (take_if(predicate)) {
      ++count;
    }
    return count;
  }
  // Between min and max digits.
  bool take_digits(std::size_t min, std::size_t max) {
    std::size_t count = 0;
    while (count < max && take_if(is_digit)) {
      ++count;
    }
    return count >= min;
  }
  // (:[0-5]?[0-9])+, the minutes and seconds of a number in base 60.
  bool take_sixties() {
    bool any = false;
    while (take(':')) {
      const bool short_first = take_if([](char c) { return c >= '0' && c <= '5'; });
      if (!take_if(is_digit) && !short_first) {
        return false;
      }
      any = true;
    }
    return any;
  }
  // [eE][-+]?[0-9]+
  bool take_exponent() {
    if (!take_if([](char c) { return c == 'e' || c == 'E'; })) {
      return false;
    }
    take_if(is_sign);
    return take_all(is_digit) > 0;
  }

 private:
  std::string_view rest_;
};

template <std::size_t Size>
bool is_one_of(std::string_view text, const std::array<std::string_view, Size>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Only digits of the kind and underscores, at least one of them a digit.
template <typename Predicate>
bool is_digits(std::string_view text, Predicate is_kind) {
  return std::any_of(text.begin(), text.end(), is_kind) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return c == '_' || is_kind(c); });
}

std::string_view without_sign(std::string_view text) {
  return !text.empty() && is_sign(text.front()) ? text.substr(1) : text;
}

bool is_integer(std::string_view text) {
  text = without_sign(text);
  if (text == "0") {
    return true;
  }
  if (text.substr(0, 2) == "0b") {
    return is_digits(text.substr(2), [](char c) { return c == '0' || c == '1'; });
  }
  if (text.substr(0, 2) == "0x") {
    return is_digits(text.substr(2), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
  }
  if (text.substr(0, 1) == "0") {
    return is_digits(text.substr(1), [](char c) { return c >= '0' && c <= '7'; });
  }
  Walk walk(text);
  if (!walk.take_if(is_digit)) {
    return false;
  }
  walk.take_all(is_digit_or_underscore);
  return walk.at_end() || (walk.take_sixties() && walk.at_end());
}

bool is_floating(std::string_view text) {
  constexpr std::array<std::string_view, 3> not_numbers{".nan", ".NaN", ".NAN"};
  constexpr std::array<std::string_view, 3> infinities{".inf", ".Inf", ".INF"};
  const std::string_view unsigned_text = without_sign(text);
  if (is_one_of(text, not_numbers) || is_one_of(unsigned_text, infinities)) {
    return true;
  }
  Walk walk(unsigned_text);
  if (walk.take('.')) {
    return walk.take_all(is_digit_or_underscore) > 0 &&
           (walk.at_end() || (walk.take_exponent() && walk.at_end()));
  }
  if (!walk.take_if(is_digit)) {
    return false;
  }
  walk.take_all(is_digit_or_underscore);
  if (walk.at(':')) {
    if (!walk.take_sixties() || !walk.take('.')) {
      return false;
    }
    walk.take_all(is_digit_or_underscore);
    return walk.at_end();
  }
  if (walk.take('.')) {
    walk.take_all(is_digit_or_underscore);
    return walk.at_end() || (walk.take_exponent() && walk.at_end());
  }
  return walk.take_exponent() && walk.at_end();
}

// What may follow the date: time of day, fraction and zone.
bool is_time(Walk walk) {
  const bool has_sign = walk.take_if([](char c) { return c == 'T' || c == 't'; });
  if (!has_sign && walk.take_all(is_blank) == 0) {
    return false;
  }
  if (!walk.take_digits(1, 2) || !walk.take(':') || !walk.take_digits(2, 2) || !walk.take(':') ||
      !walk.take_digits(2, 2)) {
    return false;
  }
  if (walk.take('.')) {
    walk.take_all(is_digit);
  }
  if (walk.at_end()) {
    return true;
  }
  walk.take_all(is_blank);
  if (walk.take('Z')) {
    return walk.at_end();
  }
  if (!walk.take_if(is_sign) || !walk.take_digits(1, 2)) {
    return false;
  }
  return walk.at_end() || (walk.take(':') && walk.take_digits(2, 2) && walk.at_end());
}

bool is_timestamp(std::string_view text) {
  Walk walk(text);
  if (!walk.take_digits(4, 4) || !walk.take('-') || !walk.take_digits(1, 2) || !walk.take('-') ||
      !walk.take_digits(1, 2)) {
    return false;
  }
  // A date alone needs all its digits: 2026-03-04.
  constexpr std::size_t full_date = 10;
  return walk.at_end() ? text.size() == full_date : is_time(walk);
}

}  // namespace

YamlTag implicit_tag(std::string_view text) {
  constexpr std::array<std::string_view, 18> booleans{
      "yes",   "Yes",   "YES",   "no", "No", "NO", "true", "True", "TRUE",
      "false", "False", "FALSE", "on", "On", "ON", "off",  "Off",  "OFF"};
  constexpr std::array<std::string_view, 6> nulls{"", " ", "~", "null", "Null", "NULL"};
  if (is_one_of(text, nulls)) {
    return YamlTag::null;
  }
  if (is_one_of(text, booleans)) {
    return YamlTag::boolean;
  }
  if (text == "<<") {
    return YamlTag::merge;
  }
  if (text.size() <= number_bytes_max && is_integer(text)) {
    return YamlTag::integer;
  }
  if (text.size() <= number_bytes_max && is_floating(text)) {
    return YamlTag::floating;
  }
  if (text.size() <= timestamp_bytes_max && is_timestamp(text)) {
    return YamlTag::timestamp;
  }
  return YamlTag::string;
}

std::string_view tag_text(YamlTag tag) {
  switch (tag) {
    case YamlTag::string:
      return "!!str";
    case YamlTag::boolean:
      return "!!bool";
    case YamlTag::integer:
      return "!!int";
    case YamlTag::floating:
      return "!!float";
    case YamlTag::null:
      return "!!null";
    case YamlTag::merge:
      return "!!merge";
    case YamlTag::timestamp:
      return "!!timestamp";
    case YamlTag::binary:
      return "!!binary";
  }
  return "!!str";
}

}  // namespace cairn::render
