// See utc_time.hpp.
#include "auth/utc_time.hpp"

#include <charconv>
#include <chrono>

namespace cairn::auth {
namespace {

// A number of exactly the digits of `text`; -1 for something else.
int number(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size() &&
                     text.find_first_not_of("0123456789") == std::string_view::npos;
  return whole ? value : -1;
}

std::optional<std::chrono::seconds> parse_clock(std::string_view text) {
  if (text.size() != 10 || text[0] != 'T' || text[3] != ':' || text[6] != ':' || text[9] != 'Z') {
    return std::nullopt;
  }
  const int hours = number(text.substr(1, 2));
  const int minutes = number(text.substr(4, 2));
  const int seconds = number(text.substr(7, 2));
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
    return std::nullopt;
  }
  return std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
}

}  // namespace

std::optional<Time> parse_utc_time(std::string_view text) {
  constexpr std::size_t day_length = 10;
  if (text.size() < day_length || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  const std::chrono::year_month_day date(std::chrono::year(number(text.substr(0, 4))),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (static_cast<int>(date.year()) < 1 || month < 0 || day < 0 || !date.ok()) {
    return std::nullopt;
  }
  std::chrono::seconds clock{0};
  if (text.size() > day_length) {
    const auto parsed = parse_clock(text.substr(day_length));
    if (!parsed) {
      return std::nullopt;
    }
    clock = *parsed;
  }
  return std::chrono::sys_days(date) + clock;
}

}  // namespace cairn::auth
