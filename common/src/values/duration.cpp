// See duration.hpp.
#include "values/duration.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace cairn::values {
namespace {

__extension__ typedef __int128 Nanoseconds;  // products of a number and a unit need the room

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr Nanoseconds duration_ns_max = Nanoseconds{100} * 366 * 86'400 * second_ns;

struct Unit {
  std::string_view name;
  std::int64_t ns;
};
constexpr std::array<Unit, 7> units = {{{"ns", 1},
                                        {"us", 1'000},
                                        {"ms", 1'000'000},
                                        {"s", second_ns},
                                        {"m", 60 * second_ns},
                                        {"h", 3'600 * second_ns},
                                        {"d", 86'400 * second_ns}}};

struct Sign {
  bool negative = false;
  std::string_view rest;
};

Sign take_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    return {text.front() == '-', text.substr(1)};
  }
  return {false, text};
}

// The digits at the front; nullopt when there are none, or far too many.
std::optional<Nanoseconds> take_digits(std::string_view& text) {
  Nanoseconds value = 0;
  std::size_t at = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    value = value * 10 + (text[at] - '0');
    if (value > duration_ns_max) {
      return std::nullopt;
    }
  }
  if (at == 0) {
    return std::nullopt;
  }
  text.remove_prefix(at);
  return value;
}

std::optional<Nanoseconds> parse_simple(std::string_view text, std::string_view bare_unit) {
  const Sign sign = take_sign(text);
  std::string_view rest = sign.rest;
  const auto number = take_digits(rest);
  if (!number) {
    return std::nullopt;
  }
  for (const Unit& unit : units) {
    if ((rest.empty() ? bare_unit : rest) == unit.name) {
      const Nanoseconds value = *number * unit.ns;
      return sign.negative ? -value : value;
    }
  }
  return std::nullopt;
}

// One part of an ISO duration with a fraction, as in "0.25s"; the point was seen.
std::optional<Nanoseconds> take_fraction(std::string_view& text) {
  Nanoseconds value = 0;
  std::int64_t place = second_ns / 10;
  std::size_t at = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    value += (text[at] - '0') * place;
    place /= 10;
  }
  if (at == 0) {
    return std::nullopt;
  }
  text.remove_prefix(at);
  return value;
}

// "p1dt2h3m4.5s", in lower case; every part may have a sign.
std::optional<Nanoseconds> parse_iso(std::string_view text) {
  const Sign whole = take_sign(text);
  std::string_view rest = whole.rest.substr(1);  // the caller saw the 'p'
  constexpr std::string_view order = "dhms";
  constexpr std::array<std::int64_t, 4> scale = {86'400 * second_ns, 3'600 * second_ns,
                                                 60 * second_ns, second_ns};
  Nanoseconds sum = 0;
  std::size_t next = 0;
  bool time_part = false;
  bool any = false;
  while (!rest.empty()) {
    if (rest.front() == 't' && !time_part) {
      time_part = true;
      any = false;  // "P1DT" is refused: something must follow
      rest.remove_prefix(1);
      continue;
    }
    const Sign sign = take_sign(rest);
    rest = sign.rest;
    const auto number = take_digits(rest);
    std::optional<Nanoseconds> fraction;
    if (number && !rest.empty() && rest.front() == '.') {
      rest.remove_prefix(1);
      fraction = take_fraction(rest);
      if (!fraction) {
        return std::nullopt;
      }
    }
    const std::size_t which = rest.empty() ? std::string_view::npos : order.find(rest.front());
    if (!number || which == std::string_view::npos || which < next || (which != 0) != time_part ||
        (fraction && which != 3)) {
      return std::nullopt;
    }
    const Nanoseconds part = *number * scale[which] + fraction.value_or(0);
    sum += sign.negative ? -part : part;
    next = which + 1;
    any = true;
    rest.remove_prefix(1);
  }
  if (!any) {
    return std::nullopt;
  }
  return whole.negative ? -sum : sum;
}

}  // namespace

Result<std::chrono::nanoseconds> parse_duration_exact(std::string_view text,
                                                      std::string_view bare_unit) {
  const std::string lower = base::to_lower(base::trim(text));
  const std::string_view unsigned_part = take_sign(lower).rest;
  const bool iso = !unsigned_part.empty() && unsigned_part.front() == 'p';
  const auto ns = iso ? parse_iso(lower) : parse_simple(lower, bare_unit);
  if (!ns) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(text) + "' is no duration: write 10s, 500ms, 5m or PT10S");
  }
  if (*ns > duration_ns_max || *ns < -duration_ns_max) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is beyond 100 years");
  }
  return std::chrono::nanoseconds(static_cast<std::int64_t>(*ns));
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  auto exact = parse_duration_exact(text, "s");
  if (!exact) {
    return fail(std::move(exact).error());
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(*exact);
}

std::string duration_text(std::chrono::milliseconds duration) {
  const std::int64_t ms = duration.count();
  if (ms == 0) {
    return "0s";
  }
  struct Step {
    std::int64_t ms;
    std::string_view name;
  };
  constexpr std::array<Step, 4> steps = {
      {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}}};
  for (const Step& step : steps) {
    if (ms % step.ms == 0) {
      return std::to_string(ms / step.ms).append(step.name);
    }
  }
  return std::to_string(ms) + "ms";
}

}  // namespace cairn::values
