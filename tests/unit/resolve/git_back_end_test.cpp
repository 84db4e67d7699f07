// Which repository of a Git back end answers, and what several back ends make together.
#include <doctest/doctest.h>

#include "resolve/back_end.hpp"
#include "resolve/patterns.hpp"
#include "unit/resolve/resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;
using cairn::testing::MemorySnapshot;

namespace {

// A Git back end whose repositories a test names: by pattern, and the default one.
struct House {
  catalog::GitBackEnd git;
  catalog::Catalog catalog;
  LookedAt looked;
  bool look_first = false;
  std::vector<std::string> used;       // of the last question
  std::optional<std::string> stopped;  // and where it stopped

  House() {
    catalog.documents = std::make_shared<catalog::Documents>(catalog::Documents::Options{});
    git.fallback.id = "git";
    git.fallback.settings.uri = "main";
  }

  catalog::GitEntry& entry(const std::string& id, const std::vector<std::string>& patterns,
                           const std::string& uri = "") {
    git.repos.push_back({id, {}, expanded_patterns(patterns)});
    git.repos.back().settings.uri = uri.empty() ? id : uri;
    return git.repos.back();
  }
  MemorySnapshot& fetched(const std::string& id, const std::string& uri) {
    auto settings = std::make_shared<catalog::RepositorySettings>();
    if (id == git.fallback.id) {
      *settings = git.fallback.settings;
    }
    settings->uri = uri;
    auto snapshot = std::make_shared<MemorySnapshot>();
    catalog.repositories[id] = {settings, snapshot};
    return *snapshot;
  }
  void missing(const std::string& id, catalog::Missing why) {
    catalog.repositories[id] = {std::make_shared<catalog::RepositorySettings>(), nullptr, why};
  }

  Result<Resolution> ask(const Query& asked) {
    auto layout = std::make_shared<catalog::Layout>();
    layout->back_ends.emplace_back(git);
    catalog.layout = layout;
    Walk walk(catalog, looked, look_first);
    auto resolution = cairn::resolve::resolve(walk, asked, {});
    used.clear();
    for (const auto& ref : walk.used()) {
      used.push_back(ref.id);
    }
    stopped = walk.stopped_at() ? std::optional(walk.stopped_at()->id) : std::nullopt;
    return resolution;
  }
  Names revisions(const Query& asked) {
    const auto resolution = ask(asked);
    return resolution ? Names(resolution->revisions)
                      : Names{std::string(name_of(resolution.error().code))};
  }
  Names names(const Query& asked) {
    const auto resolution = ask(asked);
    if (!resolution) {
      return {std::string(name_of(resolution.error().code))};
    }
    Names names;
    for (const PropertySource& source : resolution->environment.sources) {
      names.push_back(source.name);
    }
    return names;
  }
};

}  // namespace

TEST_CASE("the first repository whose pattern matches answers, all others are left alone") {
  House house;
  house.entry("team", {"team*"});
  house.entry("late", {"team-late*"});
  house.fetched("team", "team").commit("main", {{"application.yml", "a: 1\n"}});
  house.missing("late", catalog::Missing::not_looked_at);
  house.missing("git", catalog::Missing::not_looked_at);

  CHECK(house.names(query("team-late", "dev")) == Names{"team/application.yml"});
  CHECK(house.used == Names{"team"});
}

TEST_CASE("a repository that cannot answer is passed over") {
  House house;
  house.entry("absent", {"shop"});
  house.entry("broken", {"shop"});
  house.entry("other-label", {"shop"});
  house.missing("absent", catalog::Missing::absent);
  house.fetched("broken", "broken").commit("main", {{"shop.yml", "a: [1\n"}});
  house.fetched("other-label", "x").commit("develop", {{"shop.yml", "a: 1\n"}});
  house.fetched("git", "main").commit("main", {{"shop.yml", "a: 1\n"}});

  CHECK(house.names(query("shop", "dev")) == Names{"main/shop.yml"});
  CHECK(house.used == Names{"absent", "broken", "other-label", "git"});
  CHECK(house.names(query("shop", "dev", "develop")) == Names{"x/shop.yml"});
  CHECK(house.names(query("shop", "dev", "nowhere")) == Names{"not_found"});
}

TEST_CASE("a repository that was not fetched yet, or cannot be read, is not passed over") {
  House house;
  house.entry("team", {"shop"});
  house.fetched("git", "main").commit("main", {{"shop.yml", "a: 1\n"}});
  for (const auto why : {catalog::Missing::not_looked_at, catalog::Missing::unreachable}) {
    house.missing("team", why);
    CHECK(house.names(query("shop", "dev")) == Names{"unavailable"});
    CHECK(house.stopped == "team");
  }
  auto tree = std::make_shared<testing::MemoryTree>();
  tree->broken = true;
  house.fetched("team", "team").labels["main"].revision = {"c1", tree};
  CHECK(house.names(query("shop", "dev")) == Names{"internal"});
}

TEST_CASE(
    "with a look before each read the walk stops at each repository that it needs, in order") {
  House house;
  house.look_first = true;
  house.entry("team", {"shop"});
  house.fetched("team", "team").commit("develop", {{"shop.yml", "a: 1\n"}});
  house.fetched("git", "main").commit("main", {{"shop.yml", "a: 1\n"}});

  CHECK(house.names(query("shop", "dev")) == Names{"unavailable"});
  CHECK(house.stopped == "team");
  house.looked["team"] = Looked::in_time;
  CHECK(house.names(query("shop", "dev")) == Names{"unavailable"});
  CHECK(house.stopped == "git");
  house.looked["git"] = Looked::late;
  CHECK(house.names(query("shop", "dev")) == Names{"main/shop.yml"});

  // What could not be fetched at all: 404 if the look failed, not if it is still under way.
  house.missing("git", catalog::Missing::unreachable);
  CHECK(house.names(query("shop", "dev")) == Names{"unavailable"});
  house.looked["git"] = Looked::in_time;
  CHECK(house.names(query("shop", "dev")) == Names{"not_found"});
}

TEST_CASE("without a label the default of the first repository holds for all that follow") {
  House house;
  house.git.fallback.settings.default_label = "develop";
  house.entry("gone", {"gone"}).settings.default_label = "release";
  house.missing("gone", catalog::Missing::absent);
  MemorySnapshot& main = house.fetched("git", "main");
  main.commit("develop", {{"application.yml", "a: 1\n"}});
  const std::string release = main.commit("release", {{"application.yml", "a: 2\n"}});

  CHECK(house.revisions(query("gone", "dev")) == Names{release});
  CHECK(house.revisions(query("shop", "dev")) == Names{"c1"});
  CHECK_FALSE(house.ask(query("gone", "dev"))->environment.label.has_value());
}

TEST_CASE("master stands in for what cannot be loaded at main of the default repository only") {
  House house;
  house.entry("team", {"team"});
  MemorySnapshot& team = house.fetched("team", "team");
  team.commit("main", {{"team.yml", "a: [1\n"}});
  team.commit("master", {{"team.yml", "a: 1\n"}});
  MemorySnapshot& main = house.fetched("git", "main");
  main.commit("main", {{"application.yml", "a: 1\n"}, {"shop.yml", "a: [1\n"}});
  main.commit("master", {{"shop.yml", "a: 1\n"}});

  CHECK(house.names(query("team", "dev")) == Names{"main/application.yml"});
  CHECK(house.names(query("team", "dev", "master")) == Names{"team/team.yml"});
  CHECK(house.names(query("shop", "dev")) == Names{"main/shop.yml"});
}

TEST_CASE("an address with placeholders is another repository for each value") {
  House house;
  house.git.fallback.settings.uri = "/{application}-{profile}";
  CHECK(house.names(query("shop", "dev,eu")) == Names{"unavailable"});
  CHECK(house.stopped == "git /shop-dev,eu");

  // Chosen by pattern: one for each profile, the last first, and the whole text need not match.
  house.entry("zones", {"zone/dev"}, "/{profile}-zone");
  house.missing("zones /eu-zone", catalog::Missing::absent);
  house.fetched("zones /dev-zone", "/dev-zone").commit("main", {{"zone.yml", "a: 1\n"}});
  CHECK(house.names(query("zone", "dev,eu")) == Names{"/dev-zone/zone.yml"});
  CHECK(house.used == Names{"zones /eu-zone", "zones /dev-zone"});
  CHECK(house.names(query("zone", "eu,dev")) == Names{"/dev-zone/zone.yml"});
  CHECK(house.used == Names{"zones /dev-zone"});
}

TEST_CASE("an address with the label in it goes on at that of master") {
  House house;
  house.git.fallback.settings.uri = "/{label}";
  house.missing("git /main", catalog::Missing::absent);
  house.fetched("git /master", "/master").commit("master", {{"shop.yml", "a: 1\n"}});
  CHECK(house.names(query("shop", "dev")) == Names{"/master/shop.yml"});
  CHECK(house.names(query("shop", "dev", "release")) == Names{"unavailable"});
}

TEST_CASE("a placeholder in the host fails the query before anything is asked") {
  House house;
  house.entry("host", {"host"}, "http://{application}.example/a");
  CHECK(house.names(query("host", "dev")) == Names{"invalid_argument"});
  CHECK(house.used.empty());
}

TEST_CASE("of several back ends those that fail are left out only where that is wanted") {
  const Server first(Files{{"shop.yml", "a: 1\n"}});
  const Server second(Files{{"shop.yml", "a: [1\n"}});
  auto catalog = testing::catalog_of(
      1, {{second.settings, second.snapshot}, {first.settings, first.snapshot}}, first.documents);
  Walk strict(catalog);
  CHECK(resolve::resolve(strict, query("shop", "dev"), {}).error().code ==
        ErrorCode::failed_precondition);

  auto layout = std::make_shared<catalog::Layout>(*catalog.layout);
  layout->fail_on_error = false;
  catalog.layout = layout;
  Walk lenient(catalog);
  CHECK(files_of(resolve::resolve(lenient, query("shop", "dev"), {})) == Names{"shop.yml"});

  // One that nobody has looked at yet is waited for; one that could not be reached is not.
  catalog.repositories["git"].snapshot = nullptr;
  Walk waiting(catalog);
  CHECK(resolve::resolve(waiting, query("shop", "dev"), {}).error().code == ErrorCode::unavailable);
  catalog.repositories["git"].missing = catalog::Missing::unreachable;
  Walk passing(catalog);
  CHECK(files_of(resolve::resolve(passing, query("shop", "dev"), {})) == Names{"shop.yml"});
  CHECK_FALSE(passing.stopped_at().has_value());
}

TEST_CASE("text comes from the repository that answers, each with its own default label") {
  House house;
  house.git.fallback.settings.default_label = "develop";
  house.entry("team", {"team"});
  house.fetched("team", "team").commit("release", {{"team.yml", "a: 1\n"}, {"x.txt", "team"}});
  auto settings = std::make_shared<catalog::RepositorySettings>(house.git.fallback.settings);
  house.fetched("git", "main").commit("develop", {{"x.txt", "develop"}});
  house.catalog.repositories["git"].settings = settings;
  auto layout = std::make_shared<catalog::Layout>();
  layout->back_ends.emplace_back(house.git);
  house.catalog.layout = layout;
  const auto text = [&](const Query& asked) {
    Walk walk(house.catalog);
    const auto file = find_file(walk, asked, "x.txt", {}, {});
    return file ? *file->bytes : std::string(name_of(file.error().code));
  };

  CHECK(text(query("team", "dev", "release")) == "team");
  CHECK(text(query("shop", "dev")) == "develop");
  CHECK(text(query("team", "dev")) == "not_found");  // the properties want "main" of both
}
