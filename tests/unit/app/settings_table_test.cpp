// Tests that docs/SETTINGS.md lists every setting as the table has it.
#include "app/settings_table.hpp"

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
    CHECK(lines == known_settings().size());
  }
}
