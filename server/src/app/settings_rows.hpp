// Rows of the table of settings: short ways to write them, and those that repeat others.
//
// Thread-safety: functions without shared state; add_repeated() for one thread at a time.
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

[[nodiscard]] KnownSetting text(std::string_view name, std::string_view fallback,
                                std::string_view meaning);
[[nodiscard]] KnownSetting secret(std::string_view name, std::string_view meaning);
[[nodiscard]] KnownSetting flag(std::string_view name, std::string_view fallback,
                                std::string_view meaning);
[[nodiscard]] KnownSetting list(std::string_view name, std::string_view fallback,
                                std::string_view meaning);
[[nodiscard]] KnownSetting choice(std::string_view name, std::string_view choices,
                                  std::string_view fallback, std::string_view meaning);
[[nodiscard]] KnownSetting limited(std::string_view name, SettingType type,
                                   std::string_view fallback, std::int64_t min, std::int64_t max,
                                   std::string_view meaning);
[[nodiscard]] KnownSetting map(std::string_view name, std::string_view meaning);
[[nodiscard]] KnownSetting with(Support support, KnownSetting row);

// Adds what of git.* and native.* is also a setting of git.repos.<id> and of composite.<id>.
void add_repeated(Rows& rows);

}  // namespace rows

}  // namespace cairn::app
