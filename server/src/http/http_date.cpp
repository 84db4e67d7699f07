// The calendar comes from <chrono>: no locale, no time zone, no shared state.
#include "http/http_date.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace cairn::http {
namespace {

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') {
    return std::nullopt;
  }
  return value;
}

struct Calendar {
  std::chrono::year_month_day date;
  unsigned weekday;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
};

Calendar calendar(std::chrono::sys_time<std::chrono::milliseconds> when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  return {std::chrono::year_month_day(day), std::chrono::weekday(day).c_encoding(),
          std::chrono::hh_mm_ss(when - day)};
}

}  // namespace

std::string format_http_date(std::int64_t unix_seconds) {
  const Calendar at = calendar(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::seconds(unix_seconds)));
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", day_names[at.weekday].data(),
      static_cast<unsigned>(at.date.day()),
      month_names[static_cast<unsigned>(at.date.month()) - 1].data(),
      static_cast<int>(at.date.year()), static_cast<int>(at.time.hours().count()),
      static_cast<int>(at.time.minutes().count()), static_cast<int>(at.time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  // "Tue, 24 Nov 2026 16:55:01 GMT": every part has its place.
  constexpr std::size_t length = 29;
  if (text.size() != length || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' ||
      text[16] != ' ' || text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  unsigned month = 0;
  while (month < month_names.size() && month_names[month] != text.substr(8, 3)) {
    ++month;
  }
  const auto day = number(text.substr(5, 2));
  const auto year = number(text.substr(12, 4));
  const auto hour = number(text.substr(17, 2));
  const auto minute = number(text.substr(20, 2));
  const auto second = number(text.substr(23, 2));
  if (month == month_names.size() || !day || !year || !hour || !minute || !second || *hour > 23 ||
      *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(month + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(days).count() + *hour * 3600 +
         *minute * 60 + *second;
}

std::string format_timestamp(std::chrono::system_clock::time_point when) {
  const Calendar at = calendar(std::chrono::floor<std::chrono::milliseconds>(when));
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      static_cast<int>(at.date.year()), static_cast<unsigned>(at.date.month()),
      static_cast<unsigned>(at.date.day()), static_cast<int>(at.time.hours().count()),
      static_cast<int>(at.time.minutes().count()), static_cast<int>(at.time.seconds().count()),
      static_cast<int>(at.time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace cairn::http
