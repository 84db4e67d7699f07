// Words about the rows of the table, for messages and documents: see settings_table.hpp.
#include <chrono>

#include "app/settings_table.hpp"
#include "base/text.hpp"
#include "values/data_size.hpp"
#include "values/duration.hpp"

namespace cairn::app {
namespace {

std::string choices_text(std::string_view choices) {
  std::string out;
  const auto words = base::split(choices, '|');
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) {
      out += i + 1 == words.size() ? " or " : ", ";
    }
    out += words[i];
  }
  return out;
}

}  // namespace

std::string allowed_text(const KnownSetting& setting) {
  const auto size = [](std::int64_t bytes) {
    return values::data_size_text(static_cast<std::uint64_t>(bytes));
  };
  const auto time = [](std::int64_t ms) {
    return values::duration_text(std::chrono::milliseconds(ms));
  };
  switch (setting.type) {
    case SettingType::flag:
      return "true or false";
    case SettingType::whole:
      return "a whole number from " + std::to_string(setting.min) + " to " +
             std::to_string(setting.max);
    case SettingType::duration:
      return "a duration from " + time(setting.min) + " to " + time(setting.max) +
             ", as 10s, 500ms or PT10S";
    case SettingType::size:
      return "a size from " + size(setting.min) + " to " + size(setting.max) + ", as 64KB or 8MB";
    case SettingType::choice:
      return choices_text(setting.choices);
    case SettingType::text:
    case SettingType::list:
    case SettingType::map:
      break;
  }
  return "any text";
}

std::string_view type_text(SettingType type) {
  switch (type) {
    case SettingType::text:
      return "text";
    case SettingType::flag:
      return "flag";
    case SettingType::whole:
      return "number";
    case SettingType::duration:
      return "duration";
    case SettingType::size:
      return "size";
    case SettingType::list:
      return "list";
    case SettingType::choice:
      return "choice";
    case SettingType::map:
      return "map";
  }
  return "";
}

}  // namespace cairn::app
