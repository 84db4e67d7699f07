// Labels, versions, overrides and repositories put together.
#include "resolve/resolve.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;

TEST_CASE("an answer says what was asked and which commit it is from") {
  const Server server(Files{{"shop.yml", "a: 1\n"}});
  const auto resolution = server.ask(query("shop", "dev,eu"));
  REQUIRE(resolution.has_value());
  const Environment& environment = resolution->environment;
  CHECK(environment.name == "shop");
  CHECK(environment.profiles == "dev,eu");
  CHECK_FALSE(environment.label.has_value());
  CHECK(environment.version == "c1");
  CHECK(environment.state == "");
  CHECK(environment.sources.front().file == "shop.yml");
  CHECK(resolution->revisions == Names{"c1"});
  CHECK(resolution->own_file);
  CHECK_FALSE(resolution->hold.has_value());
  CHECK_FALSE(server.ask(query("cart", "dev"))->own_file);
}

TEST_CASE("no label and HEAD are the default label, which may be master for main") {
  struct Row {
    std::string default_label;
    bool try_master;
    std::optional<std::string_view> label;
    std::string version;  // "" for not found
  };
  const std::vector<Row> rows = {{"main", true, {}, "c1"},
                                 {"main", true, "main", "c1"},
                                 {"main", true, "HEAD", "c1"},
                                 {"main", true, "next", "c2"},
                                 {"main", true, "none", ""},
                                 {"main", false, {}, ""},
                                 {"main", false, "main", ""},
                                 {"next", true, {}, "c2"},
                                 {"next", true, "HEAD", "c2"},
                                 {"next", true, "main", "c1"},
                                 {"main", true, "master", "c1"},
                                 {"main", true, "", ""},
                                 {"main", true, "main,next", "c1,c2"}};
  Server server;
  server.snapshot->commit("master", {{"shop.yml", "a: 1\n"}});
  server.snapshot->commit("next", {{"shop.yml", "a: 2\n"}}, "master");
  for (const Row& row : rows) {
    CAPTURE(row.default_label);
    CAPTURE(row.label.value_or("(none)"));
    server.settings->default_label = row.default_label;
    server.settings->try_master_branch = row.try_master;
    const auto resolution = server.ask(query("shop", "dev", row.label));
    REQUIRE(resolution.has_value() == !row.version.empty());
    if (resolution) {
      CHECK(resolution->environment.version == row.version);
    } else {
      CHECK(resolution.error().code == ErrorCode::not_found);
    }
  }
}

TEST_CASE("main is itself as soon as it exists") {
  Server server;
  server.snapshot->commit("master", {{"shop.yml", "a: 1\n"}});
  server.snapshot->commit("main", {{"shop.yml", "a: 2\n"}});
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c2");
}

TEST_CASE("what cannot be loaded at main is looked for at master, and says so") {
  Server server;
  server.snapshot->commit("master", {{"shop.yml", "a: 1\n"}, {"t.txt", "master"}});
  server.snapshot->commit("main", {{"shop.yml", "a: [\n"}, {"t.txt", "main"}});
  for (const auto& label :
       {std::optional<std::string_view>(), std::optional<std::string_view>("main")}) {
    const auto resolution = server.ask(query("shop", "dev", label));
    REQUIRE(resolution.has_value());
    CHECK(resolution->environment.version == "c1");
    CHECK(resolution->environment.label == label);
    REQUIRE(resolution->hold.has_value());
    CHECK(resolution->hold->rejected == "c2");
    CHECK(resolution->hold->reason.origin.file == "shop.yml");
  }
  CHECK(*server.find(query("shop", "dev"), "t.txt")->bytes == "main");
  CHECK(is_error(files_of(server.ask(query("shop", "dev", "main,main"))), "failed_precondition"));
  server.settings->try_master_branch = false;
  CHECK(is_error(files_of(server.ask(query("shop", "dev"))), "failed_precondition"));
}

TEST_CASE("a main that is not there and not the default has files nowhere, but a configuration") {
  Server server;
  server.settings->default_label = "other";
  server.snapshot->commit("other", {{"shop.yml", "a: 2\n"}});
  server.snapshot->commit("master", {{"shop.yml", "a: 1\n"}, {"t.txt", "master"}});
  const auto resolution = server.ask(query("shop", "dev", "main"));
  REQUIRE(resolution.has_value());
  CHECK(resolution->environment.version == "c2");
  CHECK_FALSE(resolution->hold.has_value());
  CHECK(server.find(query("shop", "dev", "main"), "t.txt").error().code == ErrorCode::not_found);
}

TEST_CASE("of several labels the last has the highest precedence") {
  Server server;
  server.snapshot->commit(
      "a", {{"shop.yml", "x: a\n"}, {"a/shop.yml", "x: 1\n"}, {"b/shop.yml", "x: 1\n"}});
  server.snapshot->commit("b", {{"cart.yml", "x: b\n"}, {"b/shop.yml", "x: 1\n"}}, "a");
  server.settings->search_paths = {"{label}"};
  const auto resolution = server.ask(query("shop,cart", "dev", "a,b,"));
  CHECK(files_of(resolution) == Names{"b/shop.yml", "cart.yml", "a/shop.yml", "shop.yml"});
  CHECK(resolution->environment.version == "c1,c2");
  CHECK(resolution->environment.label == "a,b,");
  CHECK(resolution->revisions == Names{"c1", "c2"});
}

TEST_CASE("one failing label fails all, or is left out where the settings say so") {
  Server server(Files{{"shop.yml", "x: 1\n"}});
  server.snapshot->commit("broken", {{"shop.properties", "x=\\uzzzz\n"}});
  CHECK(is_error(files_of(server.ask(query("shop", "dev", "main,none"))), "not_found"));
  CHECK(is_error(files_of(server.ask(query("shop", "dev", "main,broken"))), "failed_precondition"));

  server.settings->continue_on_multiple_label_failure = true;
  CHECK(server.ask(query("shop", "dev", "main,none,broken"))->environment.version == "c1");
  CHECK(server.ask(query("shop", "dev", "x,y"))->environment.version == "");
  CHECK(is_error(files_of(server.ask(query("shop", "dev", "none"))), "not_found"));
  CHECK(is_error(files_of(server.ask(query("shop", "dev", ","))), "not_found"));
}

TEST_CASE("at a repository that was never fetched the walk stops") {
  const Server server(Files{{"shop.yml", "a: 1\n"}});
  const auto catalog = testing::catalog_of(1, {{server.settings, nullptr}}, server.documents);
  Walk walk(catalog);
  CHECK(resolve::resolve(walk, query("shop", "dev"), {}).error().code == ErrorCode::unavailable);
  CHECK(walk.stopped_at()->id == "git");
}

TEST_CASE("several repositories are read in order, and then there is no one version") {
  const Server first(Files{{"shop.yml", "a: 1\n"}});
  const Server second(Files{{"application.yml", "a: 1\n"}});
  const auto catalog = testing::catalog_of(
      1, {{first.settings, first.snapshot}, {second.settings, second.snapshot}}, first.documents);
  Walk walk(catalog);
  const auto resolution = resolve::resolve(walk, query("shop", "dev"), {});
  CHECK(files_of(resolution) == Names{"shop.yml", "application.yml"});
  CHECK_FALSE(resolution->environment.version.has_value());
  CHECK_FALSE(resolution->environment.state.has_value());
  CHECK(resolution->revisions == Names{"c1", "c1"});
}

TEST_CASE("overrides stand in front, with their escapes taken away") {
  Server server(Files{{"shop.yml", "a: 1\n"}});
  server.options.overrides = {{"b", "\\${x} \\{y}"}, {"a", "$\\{x}"}, {"c", "plain"}};
  const auto resolution = server.ask(query("shop", "dev"));
  const PropertySource& overrides = resolution->environment.sources.front();
  CHECK(overrides.name == "overrides");
  CHECK(overrides.file.empty());
  CHECK(overrides.described_origin == "Config server overrides");
  REQUIRE(overrides.properties->size() == 3);
  CHECK((*overrides.properties)[0].key == "b");
  CHECK((*overrides.properties)[0].value == Value(std::string("${x} \\{y}")));
  CHECK((*overrides.properties)[1].value == Value(std::string("${x}")));
  CHECK((*overrides.properties)[2].value == Value(std::string("plain")));
}

TEST_CASE("a label that is gone upstream is marked") {
  Server server(Files{{"shop.yml", "a: 1\n"}});
  CHECK_FALSE(server.ask(query("shop", "dev"))->label_deleted.has_value());
  server.snapshot->labels["main"].deleted_upstream = true;
  server.snapshot->labels["main"].changed_at = 1600000000;
  CHECK(server.ask(query("shop", "dev"))->label_deleted == 1600000000);
}
