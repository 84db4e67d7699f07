// Tests of the table of settings: rows by name, nearest names, and that the table can be trusted.
#include <set>

#include "app/settings_reader.hpp"
#include "app/settings_table.hpp"
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

TEST_SUITE("settings table") {
  TEST_CASE("rows are found by any spelling") {
    for (const char* name : {"spring.cloud.config.server.git.search-paths",
                             "spring.cloud.config.server.git.searchPaths",
                             "spring.cloud.config.server.git.search_paths[3]",
                             "SPRING.CLOUD.CONFIG.SERVER.GIT.SEARCHPATHS"}) {
      CAPTURE(name);
      REQUIRE(known_setting(name) != nullptr);
      CHECK(known_setting(name)->name == "spring.cloud.config.server.git.search-paths");
    }
    CHECK(known_setting("server.port")->type == SettingType::whole);
    CHECK(known_setting("spring.cloud.config.server.health.repositories.My-App.label") != nullptr);
    CHECK(known_setting("spring.cloud.config.server.health.repositories[a.b].label") != nullptr);
    CHECK(known_setting("spring.cloud.config.server.overrides.any.thing[0]") != nullptr);
    CHECK(known_setting("spring.cloud.config.server.composite[0].type") != nullptr);
  }

  TEST_CASE("what has no row is not known") {
    for (const char* name :
         {"", "server", "server.port.x", "server.port[0]", "spring.cloud.config.server",
          "spring.cloud.config.server.git", "spring.cloud.config.server.git.urls",
          "spring.cloud.config.server.health.repositories.a.labels", "cairn", "cairn.x"}) {
      CAPTURE(name);
      CHECK(known_setting(name) == nullptr);
    }
  }

  TEST_CASE("rows are found by environment variable") {
    const auto name = [](const char* variable) {
      const KnownSetting* row = known_setting_of_variable(variable);
      return row == nullptr ? std::string_view("(none)") : row->name;
    };
    CHECK(name("SPRING_CLOUD_CONFIG_SERVER_GIT_URI") == "spring.cloud.config.server.git.uri");
    CHECK(name("SPRING_CLOUD_CONFIG_SERVER_GIT_SEARCHPATHS_0") ==
          "spring.cloud.config.server.git.search-paths");
    CHECK(name("SPRING_CLOUD_CONFIG_SERVER_GIT_SEARCH_PATHS") ==
          "spring.cloud.config.server.git.search-paths");
    CHECK(name("SPRING_CLOUD_CONFIG_SERVER_HEALTH_REPOSITORIES_SHOP_LABEL") ==
          "spring.cloud.config.server.health.repositories.<id>.label");
    CHECK(name("SPRING_CLOUD_CONFIG_SERVER_OVERRIDES_A_B") ==
          "spring.cloud.config.server.overrides.**");
    CHECK(name("CAIRN_POLLINTERVAL") == "cairn.poll-interval");
    CHECK(name("CAIRN_POLL_INTERVAL") == "cairn.poll-interval");
    CHECK(name("CAIRN_POLL_INTERVALS") == "(none)");
    CHECK(name("CAIRN_FRESHNESS_0") == "(none)");
    CHECK(name("PATH") == "(none)");
  }

  TEST_CASE("the nearest name is offered when it is near") {
    CHECK(nearest_known_name("spring.cloud.config.server.git.ur") ==
          "spring.cloud.config.server.git.uri");
    CHECK(nearest_known_name("spring.cloud.config.server.git.search-path") ==
          "spring.cloud.config.server.git.search-paths");
    CHECK(nearest_known_name("cairn.pollInterva") == "cairn.poll-interval");
    CHECK(nearest_known_name("cairn.something-else") == std::nullopt);
    CHECK(nearest_known_name(std::string(100'000, 'x')) == std::nullopt);
  }

  TEST_CASE("every row has a meaning, and a default that its own type allows") {
    std::set<std::string> names;
    for (const KnownSetting& row : known_settings()) {
      CAPTURE(row.name);
      CHECK(names.insert(std::string(row.name)).second);
      CHECK_FALSE(row.meaning.empty());
      CHECK(known_setting(row.name.substr(0, row.name.find(".**")))->name == row.name);
      if (row.support != Support::used || row.name.find_first_of("<*") != std::string_view::npos) {
        continue;
      }
      SettingsReading reading;
      const SettingsTree tree;
      SettingsReader reader(tree, reading);
      const std::string name(row.name);
      switch (row.type) {
        case SettingType::whole:
        case SettingType::duration:
        case SettingType::size:
          CHECK(row.min < row.max);
          CHECK(reader.whole(name) >= row.min);
          CHECK(reader.whole(name) <= row.max);
          break;
        case SettingType::flag:
          CHECK((row.fallback.empty() || parse_flag(row.fallback).has_value()));
          break;
        case SettingType::choice:
          CHECK(reader.choice(name) == row.fallback);
          break;
        default:
          break;
      }
      CHECK(reading.errors.empty());
    }
  }
}
