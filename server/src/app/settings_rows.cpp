// See settings_rows.hpp.
#include "app/settings_rows.hpp"

#include <deque>
#include <string>

namespace cairn::app::rows {

KnownSetting text(std::string_view name, std::string_view fallback, std::string_view meaning) {
  return {name, SettingType::text, fallback, meaning};
}

KnownSetting secret(std::string_view name, std::string_view meaning) {
  KnownSetting row = text(name, "", meaning);
  row.secret = true;
  return row;
}

KnownSetting flag(std::string_view name, std::string_view fallback, std::string_view meaning) {
  return {name, SettingType::flag, fallback, meaning};
}

KnownSetting list(std::string_view name, std::string_view fallback, std::string_view meaning) {
  return {name, SettingType::list, fallback, meaning};
}

KnownSetting choice(std::string_view name, std::string_view choices, std::string_view fallback,
                    std::string_view meaning) {
  return {name, SettingType::choice, fallback, meaning, choices};
}

KnownSetting limited(std::string_view name, SettingType type, std::string_view fallback,
                     std::int64_t min, std::int64_t max, std::string_view meaning) {
  return {name, type, fallback, meaning, {}, min, max};
}

KnownSetting map(std::string_view name, std::string_view meaning) {
  return {name, SettingType::map, "", meaning};
}

KnownSetting with(Support support, KnownSetting row) {
  row.support = support;
  return row;
}

// The settings of a back end are also those of a place of composite, and the settings of the
// repository those of each of git.repos.
void add_repeated(Rows& rows) {
  static std::deque<std::string> names;  // live as long as the table that views them
  const std::string git = "spring.cloud.config.server.git.";
  const std::string native = "spring.cloud.config.server.native.";
  const std::string repos = git + "repos.<id>.";
  const std::string composite = "spring.cloud.config.server.composite.<id>.";
  const auto repeat = [&](const KnownSetting& row, const std::string& from, const std::string& at) {
    KnownSetting copy = row;
    copy.name = names.emplace_back(at + std::string(row.name.substr(from.size())));
    copy.repeated = true;
    rows.push_back(copy);
  };
  Rows files;
  add_git_files(files);
  for (const KnownSetting& row : files) {
    for (const char* place :
         {"cairn.git.repos.<id>.", "cairn.composite.<id>.", "cairn.composite.<id>.repos.<id>."}) {
      repeat(row, "cairn.git.", place);
    }
  }
  const Rows own = rows;
  for (const KnownSetting& row : own) {
    const bool of_git = row.name.substr(0, git.size()) == git;
    if (of_git && row.name.find("<id>") == std::string_view::npos && row.name != git + "order") {
      repeat(row, git, repos);
      repeat(row, git, composite + "repos.<id>.");
    }
    if (of_git) {
      repeat(row, git, composite);
    }
    // What git has as well, order and default-label, is one row.
    const bool of_native = row.name.substr(0, native.size()) == native;
    const bool alone = row.name != native + "order" && row.name != native + "default-label";
    if (of_native && alone) {
      repeat(row, native, composite);
    }
  }
}

}  // namespace cairn::app::rows
