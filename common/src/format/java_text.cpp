// Texts as Java prints and reads them.
#include "format/java_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "format/yaml_characters.hpp"

namespace cairn::format {
namespace {

// "1.25e+08" of std::to_chars, taken apart.
struct Decimal {
  std::string digits;  // without a point
  int exponent;        // of the first digit
};

Decimal shortest(double number) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                 std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const std::size_t e = text.find('e');
  Decimal decimal{std::string(text.substr(0, e)), 0};
  decimal.digits.erase(std::remove(decimal.digits.begin(), decimal.digits.end(), '.'),
                       decimal.digits.end());
  const std::size_t exponent_at = e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + exponent_at, text.data() + text.size(), decimal.exponent);
  return decimal;
}

// Whether digits with an exponent that no double holds are too large rather than too small.
bool is_huge(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, e);
  long exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view digits = text.substr(e + 1);
    const bool is_negative = digits.front() == '-';
    digits.remove_prefix(digits.front() == '-' || digits.front() == '+' ? 1 : 0);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (read.ec == std::errc::result_out_of_range) {
      return !is_negative;
    }
    exponent = is_negative ? -exponent : exponent;
  }
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  const long magnitude =
      first < point ? static_cast<long>(point - first) : -static_cast<long>(first - point);
  return exponent > -magnitude;
}

// Digits, a point and an exponent, and nothing else.
bool is_decimal(std::string_view text) {
  std::size_t at = 0;
  std::size_t digits = 0;
  const auto take_digits = [&] {
    for (; at < text.size() && is_digit(static_cast<unsigned char>(text[at])); ++at) {
      ++digits;
    }
  };
  take_digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    take_digits();
  }
  if (digits == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    at += at < text.size() && (text[at] == '-' || text[at] == '+') ? 1 : 0;
    digits = 0;
    take_digits();
  }
  return digits > 0 && at == text.size();
}

double unsigned_double(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc::result_out_of_range) {
    return is_huge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return number;
}

int base64_value(char c) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t place = alphabet.find(c);
  return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

}  // namespace

std::string padded(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

std::string java_text(double number) {
  if (std::isnan(number)) {
    return "NaN";
  }
  const std::string sign = std::signbit(number) ? "-" : "";
  if (std::isinf(number)) {
    return sign + "Infinity";
  }
  if (number == 0) {
    return sign + "0.0";
  }
  auto [digits, exponent] = shortest(std::fabs(number));
  if (exponent < -3 || exponent > 6) {
    const std::string rest = digits.size() > 1 ? digits.substr(1) : "0";
    return sign + digits.front() + "." + rest + "E" + std::to_string(exponent);
  }
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    return sign + digits + std::string(whole - digits.size(), '0') + ".0";
  }
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::optional<double> java_double(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') {
    text.remove_suffix(1);
  }
  double sign = 1;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  if (text == "NaN") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (text == "Infinity") {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (!text.empty() && std::string_view("dDfF").find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  if (!is_decimal(text)) {
    return std::nullopt;
  }
  return sign * unsigned_double(text);
}

std::optional<std::string> base64_bytes(std::string_view text) {
  std::string_view digits = text;
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && !digits.empty() && digits.back() == '='; ++i) {
      digits.remove_suffix(1);
    }
  }
  if (digits.size() % 4 == 1) {
    return std::nullopt;
  }
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : digits) {
    const int value = base64_value(c);
    if (value < 0) {
      return std::nullopt;
    }
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>((bits >> count) & 0xFFU);
    }
  }
  return bytes;
}

std::optional<std::string> decimal_digits(std::string_view digits, int radix) {
  const bool all_digits =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [radix](char c) {
        const int value = hexadecimal_value(static_cast<unsigned char>(c));
        return value >= 0 && value < radix;
      });
  if (!all_digits) {
    return std::nullopt;
  }
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (radix == 10) {
    return std::string(digits);
  }
  constexpr std::uint64_t group = 1'000'000'000;
  std::vector<std::uint64_t> groups{0};  // the lowest first
  for (const char c : digits) {
    auto carry = static_cast<std::uint64_t>(hexadecimal_value(static_cast<unsigned char>(c)));
    for (std::uint64_t& value : groups) {
      carry += value * static_cast<std::uint64_t>(radix);
      value = carry % group;
      carry /= group;
    }
    if (carry > 0) {
      groups.push_back(carry);
    }
  }
  std::string decimal = std::to_string(groups.back());
  for (std::size_t i = groups.size() - 1; i-- > 0;) {
    decimal += padded(static_cast<std::int64_t>(groups[i]), 9);
  }
  return decimal;
}

}  // namespace cairn::format
