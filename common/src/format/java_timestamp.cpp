// YAML timestamps: Java's lenient calendar, which is the Julian one before 15 October 1582.
#include "format/java_timestamp.hpp"

#include <cmath>
#include <cstdint>

#include "format/java_text.hpp"
#include "format/yaml_characters.hpp"

namespace cairn::format {
namespace {

constexpr std::int64_t day_milliseconds = 86'400'000;
constexpr std::int64_t first_gregorian_day = -141'427;  // 1582-10-15

// Walks over a timestamp.
class TimestampReader {
 public:
  explicit TimestampReader(std::string_view text) : text_(text) {}

  // A number of `least` to `most` digits.
  std::optional<int> number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t count = 0;
    for (; count < most && is_digit(static_cast<unsigned char>(peek())); ++count, ++at_) {
      value = value * 10 + (peek() - '0');
    }
    return count < least ? std::nullopt : std::optional<int>(value);
  }
  bool take(char c) {
    const bool is_here = peek() == c;
    at_ += is_here ? 1 : 0;
    return is_here;
  }
  bool take_blanks() {
    const std::size_t from = at_;
    while (peek() == ' ' || peek() == '\t') {
      ++at_;
    }
    return at_ > from;
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// Rounds down, also below zero.
std::int64_t floor_divided(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

enum class Calendar { julian, gregorian };

// Days from 1970-01-01 to the first day of a month; months beyond the year run on into others.
std::int64_t days_of_month(Calendar calendar, std::int64_t year, std::int64_t month_from_0) {
  // Years begin in March here, so that a leap day is the last of its year.
  const std::int64_t months = year * 12 + month_from_0 - 2;
  const std::int64_t march_year = floor_divided(months, 12);
  const std::int64_t month = months - march_year * 12;
  const std::int64_t days = march_year * 365 + floor_divided(march_year, 4) + (153 * month + 2) / 5;
  return calendar == Calendar::julian
             ? days - 719'470
             : days - floor_divided(march_year, 100) + floor_divided(march_year, 400) - 719'468;
}

// A date that neither calendar has, of the days that were left out, is one of the Julian.
std::int64_t days_of_date(std::int64_t year, std::int64_t month_from_0, std::int64_t day) {
  const std::int64_t days = days_of_month(Calendar::gregorian, year, month_from_0) + day - 1;
  return days >= first_gregorian_day
             ? days
             : days_of_month(Calendar::julian, year, month_from_0) + day - 1;
}

// "Z", "+5", "-05:30" or nothing, in minutes; false for other texts. A zone that does not exist
// is Greenwich.
bool read_zone(TimestampReader& reader, std::int64_t& minutes) {
  reader.take_blanks();
  if (reader.take('Z') || reader.is_at_end()) {
    return reader.is_at_end();
  }
  const bool is_west = reader.peek() == '-';
  if (!reader.take('-') && !reader.take('+')) {
    return false;
  }
  const auto hours = reader.number(1, 2);
  int rest = 0;
  if (hours && reader.take(':') && !reader.is_at_end()) {
    const auto given = reader.number(2, 2);
    if (!given) {
      return false;
    }
    rest = *given;
  }
  if (!hours || !reader.is_at_end()) {
    return false;
  }
  minutes = *hours > 23 || rest > 59 ? 0 : (is_west ? -1 : 1) * (*hours * 60 + rest);
  return true;
}

// The time behind a date, in milliseconds since its midnight in Greenwich.
std::optional<std::int64_t> read_time(TimestampReader& reader) {
  const auto hours = reader.number(1, 2);
  const auto minutes = hours && reader.take(':') ? reader.number(2, 2) : std::nullopt;
  const auto seconds = minutes && reader.take(':') ? reader.number(2, 2) : std::nullopt;
  if (!seconds) {
    return std::nullopt;
  }
  double fraction = 0;
  if (reader.take('.')) {
    double scale = 0.1;
    while (const auto digit = reader.number(1, 1)) {
      fraction += *digit * scale;
      scale /= 10;
    }
  }
  std::int64_t zone = 0;
  if (!read_zone(reader, zone)) {
    return std::nullopt;
  }
  return (*hours * 60 + *minutes - zone) * 60'000 + *seconds * 1'000 +
         static_cast<std::int64_t>(std::floor(fraction * 1'000 + 0.5));
}

// Years before the first one are counted from 0 downwards and shown with a sign, as are those of
// five digits.
std::string year_text(std::int64_t year) {
  if (year < 0) {
    return "-" + padded(-year, 4);
  }
  return (year == 0 || year > 9'999 ? "+" : "") + padded(year, 4);
}

std::string iso_text(std::int64_t days, std::int64_t milliseconds) {
  const std::int64_t shift = floor_divided(milliseconds, day_milliseconds);
  const std::int64_t rest = milliseconds - shift * day_milliseconds;
  days += shift;
  const Calendar calendar = days >= first_gregorian_day ? Calendar::gregorian : Calendar::julian;
  std::int64_t year = 1970 + floor_divided(days, days < 0 ? 365 : 366) - 1;  // or a later one
  while (days_of_month(calendar, year + 1, 0) <= days) {
    ++year;
  }
  std::int64_t month = 0;
  while (days_of_month(calendar, year, month + 1) <= days) {
    ++month;
  }
  return year_text(year) + "-" + padded(month + 1, 2) + "-" +
         padded(days - days_of_month(calendar, year, month) + 1, 2) + "T" +
         padded(rest / 3'600'000, 2) + ":" + padded(rest / 60'000 % 60, 2) + ":" +
         padded(rest / 1'000 % 60, 2) + "." + padded(rest % 1'000, 3) + "Z";
}

}  // namespace

std::optional<std::string> timestamp_text(std::string_view text) {
  TimestampReader reader(text);
  const auto year = reader.number(4, 4);
  const auto month = year && reader.take('-') ? reader.number(1, 2) : std::nullopt;
  const auto day = month && reader.take('-') ? reader.number(1, 2) : std::nullopt;
  if (!day) {
    return std::nullopt;
  }
  const std::int64_t days = days_of_date(*year, *month - 1, *day);
  if (reader.is_at_end()) {
    return iso_text(days, 0);
  }
  const bool has_time = reader.take('T') || reader.take('t') || reader.take_blanks();
  const auto milliseconds = has_time ? read_time(reader) : std::nullopt;
  return milliseconds ? std::optional(iso_text(days, *milliseconds)) : std::nullopt;
}

}  // namespace cairn::format
