// Tests that docs/SETTINGS.md lists every setting as the table has it.
#include "app/settings_table.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>

#include "unit/app/support.hpp"

using namespace cairn::app;

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : std::string(1, c);
  }
  return out;
}

std::string limit_of(const KnownSetting& row) {
  const bool limited = row.type == SettingType::whole || row.type == SettingType::duration ||
                       row.type == SettingType::size || row.type == SettingType::choice;
  if (!limited) {
    return "";
  }
  const std::string text = allowed_text(row);
  const std::size_t from = text.find("from ");
  return from == std::string::npos ? text : text.substr(from + 5, text.find(',', from) - from - 5);
}

// The line of the document for a row.
std::string line_of(const KnownSetting& row) {
  const std::string name = "| `" + std::string(row.name) + "` | ";
  if (row.support != Support::used) {
    const char* effect = row.support == Support::refused   ? "error"
                         : row.support == Support::not_yet ? "warning"
                                                           : "nothing";
    return name + effect + " | " + escaped(row.meaning) + " |";
  }
  return name + std::string(type_text(row.type)) + (row.secret ? ", secret" : "") + " | " +
         (row.fallback.empty() ? "" : "`" + escaped(row.fallback) + "`") + " | " + limit_of(row) +
         " | " + escaped(row.meaning) + " |";
}

}  // namespace

TEST_SUITE("docs/SETTINGS.md") {
  TEST_CASE("every known setting has its line") {
    std::ifstream file(CAIRN_SOURCE_DIR "/docs/SETTINGS.md");
    const std::string document((std::istreambuf_iterator<char>(file)),
                               std::istreambuf_iterator<char>());
    for (const KnownSetting& row : known_settings()) {
      if (row.repeated) {
        continue;  // told in words
      }
      const std::string line = line_of(row);
      CAPTURE(line);
      CHECK(document.find(line + "\n") != std::string::npos);
    }
  }

  TEST_CASE("every setting of the document is known") {
    std::ifstream file(CAIRN_SOURCE_DIR "/docs/SETTINGS.md");
    std::size_t lines = 0;
    for (std::string line; std::getline(file, line);) {
      if (line.rfind("| `", 0) == 0) {
        const std::string name = line.substr(3, line.find('`', 3) - 3);
        CAPTURE(name);
        CHECK(known_setting(name.substr(0, name.find(".**"))) != nullptr);
        ++lines;
      }
    }
    const auto& rows = known_settings();
    CHECK(static_cast<std::ptrdiff_t>(lines) ==
          std::count_if(rows.begin(), rows.end(),
                        [](const KnownSetting& row) { return !row.repeated; }));
  }

  TEST_CASE("what the repository has, those chosen by pattern and in composite have as well") {
    const std::string server = "spring.cloud.config.server.";
    for (const char* name :
         {"git.repos.team.uri", "git.repos.team.searchPaths[1]", "git.repos.team.pattern[0]",
          "git.repos.team", "composite[0].uri", "composite[0].repos.team.default-label",
          "composite[1].repos.team.pattern", "composite[2].search-locations[0]",
          "composite[0].order", "composite[0].password", "git.repos.team.force-pull"}) {
      CAPTURE(name);
      CHECK(known_setting(server + name) != nullptr);
    }
    CHECK(known_setting(server + "composite[0].password")->secret);
    CHECK(known_setting(server + "git.repos.team.order") == nullptr);
    CHECK(known_setting(server + "git.repos.team.nonsense") == nullptr);
  }
}
