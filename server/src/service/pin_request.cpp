// From JSON to a wish that can be fulfilled or refused.
#include "service/pin_request.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "values/duration.hpp"

namespace cairn::service {
namespace {

using Json = nlohmann::json;

constexpr std::size_t commit_digits_min = 7;
constexpr std::size_t commit_digits_max = 40;

Failure wrong(const std::string& what) {
  return fail(ErrorCode::invalid_argument, what);
}

// The next `count` digits as a number.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) {
    return std::nullopt;
  }
  int number = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    number = 10 * number + (c - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

// "Z", "+hh:mm" or "-hh:mm", all of the text, in seconds.
std::optional<int> offset_in(std::string_view text) {
  if (text == "Z" || text == "z") {
    return 0;
  }
  const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
  const auto hours = take_digits(text, 2);
  const bool colon = take(text, ':');
  const auto minutes = take_digits(text, 2);
  if (sign == 0 || !hours || !colon || !minutes || !text.empty() || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  return sign * (*hours * 3600 + *minutes * 60);
}

Result<void> take_until(PinRequest& request, const Json& value) {
  if (value.is_number_integer()) {
    request.until = value.get<std::int64_t>();
    return {};
  }
  const auto* text = value.get_ptr<const std::string*>();
  const auto time = text == nullptr ? std::nullopt : parse_utc(*text);
  if (!time) {
    return wrong("'until' is neither Unix seconds nor a time like 2026-11-30T12:00:00Z");
  }
  request.until = *time;
  return {};
}

Result<void> take_for(PinRequest& request, const Json& value, std::int64_t now) {
  const auto* text = value.get_ptr<const std::string*>();
  const auto time = text == nullptr ? Result<std::chrono::milliseconds>(wrong("no text"))
                                    : values::parse_duration(*text);
  if (!time || *time < std::chrono::seconds(1)) {
    return wrong("'for' is no duration like 2h, of a second or more");
  }
  request.until = now + std::chrono::duration_cast<std::chrono::seconds>(*time).count();
  return {};
}

Result<void> take_value(PinRequest& request, const std::string& key, const Json& value,
                        std::int64_t now) {
  if (value.is_null()) {
    return {};
  }
  if (key == "until") {
    return take_until(request, value);
  }
  if (key == "for") {
    return take_for(request, value, now);
  }
  const bool known = key == "label" || key == "commit" || key == "repository" || key == "reason";
  if (!known) {
    return wrong("'" + key + "' is not known here: label, commit, repository, reason, until, for");
  }
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr) {
    return wrong("'" + key + "' is no text");
  }
  if (key == "repository") {
    request.repository = *text;
  } else {
    (key == "label" ? request.label : key == "commit" ? request.commit : request.reason) = *text;
  }
  return {};
}

Result<void> check(const PinRequest& request, std::int64_t now) {
  if (request.label.empty()) {
    return wrong("a label is wanted");
  }
  if (request.commit.size() < commit_digits_min || request.commit.size() > commit_digits_max ||
      request.commit.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return wrong("'commit' is no commit id of 7 to 40 hexadecimal digits");
  }
  if (request.reason.size() > pin_reason_bytes_max) {
    return wrong("'reason' is longer than " + std::to_string(pin_reason_bytes_max) + " bytes");
  }
  if (request.until < 0 || (request.until != 0 && request.until <= now)) {
    return wrong("the pin would be over already");
  }
  return {};
}

}  // namespace

std::optional<std::int64_t> parse_utc(std::string_view text) {
  const auto year = take_digits(text, 4);
  const bool first = take(text, '-');
  const auto month = take_digits(text, 2);
  const bool second = take(text, '-');
  const auto day = take_digits(text, 2);
  const bool middle = take(text, 'T') || take(text, 't') || take(text, ' ');
  const auto hour = take_digits(text, 2);
  const bool third = take(text, ':');
  const auto minute = take_digits(text, 2);
  const bool fourth = take(text, ':');
  const auto seconds = take_digits(text, 2);
  const auto offset = offset_in(text);
  if (!year || !first || !month || !second || !day || !middle || !hour || !third || !minute ||
      !fourth || !seconds || !offset || *hour > 23 || *minute > 59 || *seconds > 59) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + *hour * 3'600 + *minute * 60 + *seconds - *offset;
}

Result<PinRequest> parse_pin_request(std::string_view body, std::int64_t now) {
  const Json object = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    return wrong("a JSON object is wanted");
  }
  if (object.contains("until") && object.contains("for")) {
    return wrong("'until' and 'for' exclude each other");
  }
  PinRequest request;
  for (const auto& [key, value] : object.items()) {
    if (auto taken = take_value(request, key, value, now); !taken) {
      return fail(std::move(taken).error());
    }
  }
  request.commit = base::to_lower(request.commit);
  if (auto checked = check(request, now); !checked) {
    return fail(std::move(checked).error());
  }
  return request;
}

}  // namespace cairn::service
