// Numbers by the rules of Spring's StringToNumber: all blanks are dropped, 0x and # begin a
// hexadecimal number, and a leading zero means nothing.
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

#include "base/text.hpp"
#include "cairn/detail/reading.hpp"
#include "client/quoted.hpp"
#include "values/value_text.hpp"

namespace cairn::detail {
namespace {

using client::quoted;

// A whole number of up to 64 bits and a sign; nullopt inside: beyond that.
struct Whole {
  bool negative = false;
  std::optional<std::uint64_t> magnitude;
};

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && (c < '\t' || c > '\r')) {
      out += c;
    }
  }
  return out;
}

// nullopt: no whole number.
std::optional<Whole> parse_whole(std::string_view written) {
  const std::string text = without_blanks(written);
  std::string_view rest = text;
  Whole whole;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    whole.negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  int base = 10;
  if (rest.substr(0, 1) == "#") {
    base = 16;
    rest.remove_prefix(1);
  } else if (rest.substr(0, 2) == "0x" || rest.substr(0, 2) == "0X") {
    base = 16;
    rest.remove_prefix(2);
  }
  std::uint64_t magnitude = 0;
  const auto [end, problem] =
      std::from_chars(rest.data(), rest.data() + rest.size(), magnitude, base);
  if (problem == std::errc::invalid_argument || end != rest.data() + rest.size()) {
    return std::nullopt;
  }
  if (problem == std::errc()) {
    whole.magnitude = magnitude;
  }
  return whole;
}

// A double without a fraction counts as the whole number that it is.
std::optional<Whole> whole_of(double number) {
  constexpr double beyond = 18446744073709551616.0;  // 2^64
  if (!std::isfinite(number) || std::trunc(number) != number) {
    return std::nullopt;
  }
  Whole whole{number < 0, std::nullopt};
  if (std::fabs(number) < beyond) {
    whole.magnitude = static_cast<std::uint64_t>(std::fabs(number));
  }
  return whole;
}

std::optional<Whole> whole_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    const auto bits = static_cast<std::uint64_t>(*number);
    return Whole{*number < 0, *number < 0 ? 0 - bits : bits};
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return whole_of(*number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return parse_whole(*text);
  }
  if (const auto* number = std::get_if<BigInteger>(&value)) {
    return parse_whole(number->digits);
  }
  return std::nullopt;
}

Failure no_whole_number(const Value& value) {
  return fail(ErrorCode::invalid_argument, quoted(value) + " is no whole number");
}

Failure out_of_range(const Value& value, const std::string& min, const std::string& max) {
  return fail(ErrorCode::invalid_argument,
              quoted(value) + " is out of range: " + min + " to " + max);
}

// The digits that std::from_chars reads as Java's Double.valueOf would; nullopt for other text.
std::optional<double> parse_double(std::string_view written, bool& beyond) {
  const std::string text = without_blanks(written);
  std::string_view rest = text;
  const bool negative = rest.substr(0, 1) == "-";
  if (negative || rest.substr(0, 1) == "+") {
    rest.remove_prefix(1);
  }
  if (rest == "NaN" || rest == "Infinity") {
    const double number = rest == "NaN" ? std::numeric_limits<double>::quiet_NaN()
                                        : std::numeric_limits<double>::infinity();
    return negative ? -number : number;
  }
  if (!rest.empty() && std::string_view("fFdD").find(rest.back()) != std::string_view::npos) {
    rest.remove_suffix(1);
  }
  if (rest.empty() || std::string_view("0123456789.").find(rest[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (problem == std::errc::invalid_argument || end != rest.data() + rest.size()) {
    return std::nullopt;
  }
  beyond = problem == std::errc::result_out_of_range;
  return negative ? -number : number;
}

}  // namespace

Result<std::int64_t> to_signed(const Value& value, std::int64_t min, std::int64_t max) {
  const auto whole = whole_of(value);
  if (!whole) {
    return no_whole_number(value);
  }
  // min is -(max + 1).
  const std::uint64_t room = static_cast<std::uint64_t>(max) + (whole->negative ? 1U : 0U);
  if (!whole->magnitude || *whole->magnitude > room) {
    return out_of_range(value, std::to_string(min), std::to_string(max));
  }
  return static_cast<std::int64_t>(whole->negative ? 0 - *whole->magnitude : *whole->magnitude);
}

Result<std::uint64_t> to_unsigned(const Value& value, std::uint64_t max) {
  const auto whole = whole_of(value);
  if (!whole) {
    return no_whole_number(value);
  }
  if (!whole->magnitude || *whole->magnitude > max || (whole->negative && *whole->magnitude != 0)) {
    return out_of_range(value, "0", std::to_string(max));
  }
  return *whole->magnitude;
}

Result<double> to_double(const Value& value, double max) {
  std::optional<double> number;
  bool beyond = false;
  if (const auto* exact = std::get_if<double>(&value)) {
    number = *exact;
  } else if (!std::holds_alternative<bool>(value) && !std::holds_alternative<Binary>(value)) {
    number = parse_double(values::value_text(value), beyond);
  }
  if (!number) {
    return fail(ErrorCode::invalid_argument, quoted(value) + " is no number");
  }
  if (beyond || (std::isfinite(*number) && std::fabs(*number) > max)) {
    return fail(ErrorCode::invalid_argument,
                quoted(value) + " is out of range for the type that is read");
  }
  return *number;
}

}  // namespace cairn::detail
