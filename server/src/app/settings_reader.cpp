// See settings_reader.hpp.
#include "app/settings_reader.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "base/text.hpp"
#include "values/data_size.hpp"
#include "values/duration.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::app {
namespace {

const KnownSetting& row_of(std::string_view name) {
  const KnownSetting* row = known_setting(name);
  assert(row != nullptr);  // a name that is read stands in the table
  return *row;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  text = base::trim(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') {
    text.remove_prefix(1);
  }
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// The number of a text in the unit of the row: itself, milliseconds or bytes.
std::optional<std::int64_t> parse_number(const KnownSetting& row, std::string_view text) {
  std::optional<std::int64_t> value;
  if (row.type == SettingType::whole) {
    value = parse_whole(text);
  } else if (row.type == SettingType::duration) {
    if (const auto duration = values::parse_duration(text)) {
      value = duration->count();
    }
  } else if (const auto size = values::parse_data_size(text)) {
    value = static_cast<std::int64_t>(*size);
  }
  const bool allowed = value && *value >= row.min && *value <= row.max;
  return allowed ? value : std::nullopt;
}

}  // namespace

std::optional<bool> parse_flag(std::string_view text) {
  const std::string word = base::to_lower(base::trim(text));
  for (const char* yes : {"true", "on", "yes", "1"}) {
    if (word == yes) {
      return true;
    }
  }
  for (const char* no : {"false", "off", "no", "0"}) {
    if (word == no) {
      return false;
    }
  }
  return std::nullopt;
}

void SettingsReader::add(std::vector<Error>& where, std::string_view name, std::string why) {
  const SettingEntry* entry = tree_.find(name);
  if (entry == nullptr) {
    entry = tree_.find(std::string(name) + "[0]");
  }
  where.push_back({ErrorCode::invalid_argument, std::string(name) + ": " + std::move(why),
                   entry == nullptr ? Origin() : entry->origin});
}

void SettingsReader::error(std::string_view name, std::string why) {
  add(reading_.errors, name, std::move(why));
}

void SettingsReader::warning(std::string_view name, std::string why) {
  add(reading_.warnings, name, std::move(why));
}

void SettingsReader::refuse(const KnownSetting& row, const Setting& setting) {
  const bool hidden = row.secret || setting.was_encrypted;
  const std::string value = hidden ? "the value" : "'" + setting.text + "'";
  reading_.errors.push_back(
      {ErrorCode::invalid_argument,
       std::string(row.name) + ": " + value + " cannot be used: it must be " + allowed_text(row),
       setting.origin});
}

std::optional<Setting> SettingsReader::find(std::string_view name) {
  auto setting = tree_.get(name);
  if (!setting) {
    reading_.errors.push_back(std::move(setting).error());
    return std::nullopt;
  }
  return *std::move(setting);
}

bool SettingsReader::is_set(std::string_view name) {
  const SettingEntry* entry = tree_.find(name);
  return (entry != nullptr && !value_text(entry->value).empty()) ||
         tree_.find(std::string(name) + "[0]") != nullptr;
}

std::string SettingsReader::text(std::string_view name) {
  const KnownSetting& row = row_of(name);
  const auto setting = find(name);
  return setting && !setting->text.empty() ? setting->text : std::string(row.fallback);
}

base::Secret SettingsReader::secret(std::string_view name) {
  auto setting = find(name);
  return base::Secret(setting ? std::move(setting->text) : std::string());
}

bool SettingsReader::flag(std::string_view name) {
  const KnownSetting& row = row_of(name);
  const bool fallback = row.fallback == "true";
  const auto setting = find(name);
  if (!setting || base::trim(setting->text).empty()) {
    return fallback;
  }
  const auto value = parse_flag(setting->text);
  if (!value) {
    refuse(row, *setting);
  }
  return value.value_or(fallback);
}

std::int64_t SettingsReader::number(std::string_view name) {
  const KnownSetting& row = row_of(name);
  const auto fallback = parse_number(row, row.fallback);
  assert(fallback.has_value() || row.fallback.empty());  // without one it is read where it is set
  const auto setting = find(name);
  if (!setting || base::trim(setting->text).empty()) {
    return fallback.value_or(0);
  }
  const auto value = parse_number(row, setting->text);
  if (!value) {
    refuse(row, *setting);
  }
  return value.value_or(fallback.value_or(0));
}

std::int64_t SettingsReader::whole(std::string_view name) {
  return number(name);
}

std::size_t SettingsReader::count(std::string_view name) {
  return static_cast<std::size_t>(std::max<std::int64_t>(number(name), 0));
}

std::chrono::milliseconds SettingsReader::duration(std::string_view name) {
  return std::chrono::milliseconds(number(name));
}

std::string SettingsReader::choice(std::string_view name) {
  const KnownSetting& row = row_of(name);
  const auto setting = find(name);
  if (!setting || base::trim(setting->text).empty()) {
    return std::string(row.fallback);
  }
  std::string wanted = values::canonical_name(base::trim(setting->text));
  wanted = wanted == "false" ? "off" : wanted;  // what YAML makes of the word
  for (const std::string_view word : base::split(row.choices, '|')) {
    if (values::canonical_name(word) == wanted) {
      return std::string(word);
    }
  }
  refuse(row, *setting);
  return std::string(row.fallback);
}

std::vector<std::string> SettingsReader::list(std::string_view name) {
  const KnownSetting& row = row_of(name);
  std::vector<std::string> items;
  auto listed = tree_.list(name);
  if (!listed) {
    reading_.errors.push_back(std::move(listed).error());
    return items;
  }
  if (*listed) {
    for (Setting& item : **listed) {
      items.push_back(std::move(item.text));
    }
    return items;
  }
  if (!row.fallback.empty()) {
    for (const std::string_view item : base::split(row.fallback, ',')) {
      items.emplace_back(item);
    }
  }
  return items;
}

}  // namespace cairn::app
