// YamlScalar: texts to values.
#include "format/yaml_scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "format/java_text.hpp"
#include "format/java_timestamp.hpp"
#include "format/meter.hpp"

namespace cairn::format {
namespace {

// What is no decimal costs the square of its length to convert.
constexpr std::size_t other_radix_digits_max = 4096;

std::string without_underscores(const std::string& text) {
  std::string out = text;
  out.erase(std::remove(out.begin(), out.end(), '_'), out.end());
  return out;
}

bool take_sign(std::string_view& text) {
  const bool is_negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    text.remove_prefix(1);
  }
  return is_negative;
}

// The parts between colons, empty ones at the end left out, as Java's split gives them.
std::vector<std::string_view> sixties(std::string_view text) {
  std::vector<std::string_view> parts = base::split(text, ':');
  while (!parts.empty() && parts.back().empty()) {
    parts.pop_back();
  }
  return parts;
}

// Java's class by the number of digits as written, then by the value.
JavaType integer_type(std::size_t digits, int radix, const std::optional<std::int64_t>& value) {
  const std::size_t int_digits = radix == 2 ? 31 : radix == 8 ? 11 : radix == 16 ? 8 : 10;
  const std::size_t long_digits = radix == 2 ? 63 : radix == 8 ? 21 : radix == 16 ? 16 : 19;
  if (digits > long_digits || !value) {
    return JavaType::big_integer;
  }
  const bool fits_int = *value >= INT32_MIN && *value <= INT32_MAX;
  return digits > int_digits || !fits_int ? JavaType::int_64 : JavaType::int_32;
}

std::optional<YamlScalar> integer_of(std::string_view digits, int radix, bool is_negative) {
  if (radix != 10 && digits.size() > other_radix_digits_max) {
    return std::nullopt;
  }
  auto decimal = decimal_digits(digits, radix);
  if (!decimal) {
    return std::nullopt;
  }
  YamlScalar scalar;
  scalar.java_text = (is_negative && *decimal != "0" ? "-" : "") + *decimal;
  std::int64_t number = 0;
  const char* const end = scalar.java_text.data() + scalar.java_text.size();
  const auto read = std::from_chars(scalar.java_text.data(), end, number);
  const auto fitting = read.ec == std::errc() ? std::optional(number) : std::nullopt;
  scalar.type = integer_type(digits.size(), radix, fitting);
  if (fitting) {
    scalar.value = number;
  } else {
    scalar.value = BigInteger{scalar.java_text};
  }
  return scalar;
}

// "190:20:30": Java adds up in 32 bits, which may run over.
std::optional<YamlScalar> sexagesimal(std::string_view text, bool is_negative) {
  const std::vector<std::string_view> parts = sixties(text);
  std::uint32_t sum = 0;
  std::uint32_t base = 1;
  for (std::size_t i = parts.size(); i-- > 0;) {
    std::int64_t digit = 0;
    const char* const end = parts[i].data() + parts[i].size();
    const auto read = std::from_chars(parts[i].data(), end, digit);
    if (read.ec != std::errc() || read.ptr != end) {
      return std::nullopt;
    }
    const auto base_64 = static_cast<std::int64_t>(static_cast<std::int32_t>(base));
    sum += static_cast<std::uint32_t>(static_cast<std::uint64_t>(digit) *
                                      static_cast<std::uint64_t>(base_64));
    base *= 60;
  }
  const auto number = static_cast<std::int32_t>(sum);
  if (number < 0 && is_negative) {
    return std::nullopt;
  }
  const std::string digits = std::to_string(number);
  return number < 0 ? integer_of(std::string_view(digits).substr(1), 10, true)
                    : integer_of(digits, 10, is_negative);
}

std::optional<YamlScalar> read_integer(const std::string& text) {
  const std::string clean = without_underscores(text);
  std::string_view digits = clean;
  bool is_negative = take_sign(digits);
  if (digits == "0") {
    return integer_of(digits, 10, false);
  }
  int radix = 10;
  if (digits.substr(0, 2) == "0b" || digits.substr(0, 2) == "0x") {
    radix = digits[1] == 'b' ? 2 : 16;
    digits.remove_prefix(2);
  } else if (digits.substr(0, 1) == "0") {
    radix = 8;
    digits.remove_prefix(1);
  } else if (digits.find(':') != std::string_view::npos) {
    return sexagesimal(digits, is_negative);
  }
  // Java's parser takes a sign of its own where none was taken off with a minus.
  if (!is_negative && !digits.empty() && (digits.front() == '-' || digits.front() == '+')) {
    is_negative = take_sign(digits);
  }
  return integer_of(digits, radix, is_negative);
}

std::optional<YamlScalar> read_real(const std::string& text) {
  const std::string clean = without_underscores(text);
  std::string_view digits = clean;
  const bool is_negative = take_sign(digits);
  const std::string lower = base::to_lower(digits);
  std::optional<double> number;
  if (lower == ".inf") {
    number = java_double("Infinity");
  } else if (lower == ".nan") {
    number = java_double("NaN");
  } else if (digits.find(':') != std::string_view::npos) {
    const std::vector<std::string_view> parts = sixties(digits);
    double sum = 0;
    std::uint32_t base = 1;  // Java's runs over in 32 bits, as that of integers does.
    for (std::size_t i = parts.size(); i-- > 0;) {
      const auto part = java_double(parts[i]);
      if (!part) {
        return std::nullopt;
      }
      sum += *part * static_cast<std::int32_t>(base);
      base *= 60;
    }
    number = sum;
  } else {
    number = java_double(digits);
  }
  if (!number) {
    return std::nullopt;
  }
  const double value = *number * (is_negative ? -1 : 1);
  return YamlScalar{JavaType::real, value, java_text(value)};
}

std::optional<YamlScalar> read_boolean(const std::string& text) {
  const std::string lower = base::to_lower(text);
  const bool is_true = lower == "yes" || lower == "true" || lower == "on";
  if (!is_true && lower != "no" && lower != "false" && lower != "off") {
    return YamlScalar{JavaType::null, std::string(), "null"};
  }
  return YamlScalar{JavaType::boolean, is_true, is_true ? "true" : "false"};
}

std::optional<YamlScalar> read_binary(const std::string& text) {
  std::string clean = text;
  clean.erase(std::remove_if(clean.begin(), clean.end(),
                             [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }),
              clean.end());
  auto bytes = base64_bytes(clean);
  if (!bytes) {
    return std::nullopt;
  }
  return YamlScalar{JavaType::bytes, Binary{*std::move(bytes)}, clean};
}

std::optional<YamlScalar> read_timestamp(const std::string& text) {
  auto moment = timestamp_text(text);
  if (!moment) {
    return std::nullopt;
  }
  return YamlScalar{JavaType::date, *moment, *moment};
}

std::optional<YamlScalar> read(YamlTag tag, const std::string& text) {
  switch (tag) {
    case YamlTag::text:
      return YamlScalar{JavaType::text, text, text};
    case YamlTag::null:
      return YamlScalar{JavaType::null, std::string(), "null"};
    case YamlTag::boolean:
      return read_boolean(text);
    case YamlTag::integer:
      return read_integer(text);
    case YamlTag::real:
      return read_real(text);
    case YamlTag::binary:
      return read_binary(text);
    case YamlTag::timestamp:
      return read_timestamp(text);
    default:
      return std::nullopt;
  }
}

const char* name_of(YamlTag tag) {
  switch (tag) {
    case YamlTag::integer:
      return "an integer";
    case YamlTag::real:
      return "a number";
    case YamlTag::binary:
      return "base64";
    case YamlTag::timestamp:
      return "a timestamp";
    default:
      return nullptr;
  }
}

}  // namespace

YamlTag tag_of_name(std::string_view name) {
  constexpr std::string_view prefix = "tag:yaml.org,2002:";
  if (name.substr(0, prefix.size()) != prefix) {
    return YamlTag::other;
  }
  constexpr std::pair<std::string_view, YamlTag> names[] = {
      {"str", YamlTag::text},     {"bool", YamlTag::boolean},
      {"int", YamlTag::integer},  {"float", YamlTag::real},
      {"null", YamlTag::null},    {"binary", YamlTag::binary},
      {"merge", YamlTag::merge},  {"timestamp", YamlTag::timestamp},
      {"seq", YamlTag::sequence}, {"map", YamlTag::mapping},
      {"set", YamlTag::set},      {"omap", YamlTag::ordered_mapping},
      {"pairs", YamlTag::pairs}};
  for (const auto& [short_name, tag] : names) {
    if (name.substr(prefix.size()) == short_name) {
      return tag;
    }
  }
  return YamlTag::other;
}

Result<YamlScalar> read_scalar(YamlTag tag, const std::string& text, Position at) {
  auto scalar = read(tag, text);
  if (scalar) {
    return *std::move(scalar);
  }
  // The text itself may be a secret.
  if (const char* name = name_of(tag)) {
    return unusable(std::string("a text that is not ") + name + ", as its tag says", at);
  }
  if (tag == YamlTag::merge) {
    return unusable("'<<' is only allowed as a mapping key", at);
  }
  return unusable("a text with a tag that no text can have", at);
}

}  // namespace cairn::format
