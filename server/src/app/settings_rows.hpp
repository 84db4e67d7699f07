// Rows of the table of settings: how the files that hold its parts write them.
//
// Thread-safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "app/settings_table.hpp"

namespace cairn::app {

using Rows = std::vector<KnownSetting>;

// How a remote Git repository is reached: over ssh, through a proxy, with secrets from files.
void add_git_ssh(Rows& rows);
void add_git_proxies(Rows& rows);
void add_git_files(Rows& rows);

namespace rows {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t hour = 3'600 * second;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t kilobyte = 1'024;
constexpr std::int64_t megabyte = 1'024 * kilobyte;
constexpr std::int64_t gigabyte = 1'024 * megabyte;
constexpr std::int64_t int_max = std::numeric_limits<std::int32_t>::max();

inline KnownSetting text(std::string_view name, std::string_view fallback,
                         std::string_view meaning) {
  return {name, SettingType::text, fallback, meaning};
}

inline KnownSetting secret(std::string_view name, std::string_view meaning) {
  KnownSetting row = text(name, "", meaning);
  row.secret = true;
  return row;
}

inline KnownSetting flag(std::string_view name, std::string_view fallback,
                         std::string_view meaning) {
  return {name, SettingType::flag, fallback, meaning};
}

inline KnownSetting list(std::string_view name, std::string_view fallback,
                         std::string_view meaning) {
  return {name, SettingType::list, fallback, meaning};
}

inline KnownSetting choice(std::string_view name, std::string_view choices,
                           std::string_view fallback, std::string_view meaning) {
  return {name, SettingType::choice, fallback, meaning, choices};
}

inline KnownSetting limited(std::string_view name, SettingType type, std::string_view fallback,
                            std::int64_t min, std::int64_t max, std::string_view meaning) {
  return {name, type, fallback, meaning, {}, min, max};
}

inline KnownSetting map(std::string_view name, std::string_view meaning) {
  return {name, SettingType::map, "", meaning};
}

inline KnownSetting with(Support support, KnownSetting row) {
  row.support = support;
  return row;
}

}  // namespace rows

}  // namespace cairn::app
