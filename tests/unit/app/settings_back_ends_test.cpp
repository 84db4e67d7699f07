// Tests of app/settings_back_ends.hpp, and of the repositories of a Git back end.
#include "app/settings_back_ends.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;
using namespace std::chrono_literals;

namespace {

const std::string server = "spring.cloud.config.server.";

SettingsReading read(const std::string& yaml, Pairs arguments = {}) {
  return read_settings(tree_of(yaml, std::move(arguments), {"HOME=/h"}));
}

const GitBackEndSettings& git_of(const SettingsReading& reading, std::size_t place = 0) {
  return std::get<GitBackEndSettings>(reading.settings.back_ends.at(place));
}

const NativeSettings& native_of(const SettingsReading& reading, std::size_t place = 0) {
  return std::get<NativeSettings>(reading.settings.back_ends.at(place));
}

// The ids of the back ends in order.
Strings ids(const SettingsReading& reading) {
  Strings ids;
  for (const BackEndSettings& back_end : reading.settings.back_ends) {
    const auto* git = std::get_if<GitBackEndSettings>(&back_end);
    ids.push_back(git != nullptr ? git->fallback.id : std::get<NativeSettings>(back_end).id);
  }
  return ids;
}

}  // namespace

TEST_SUITE("back ends") {
  TEST_CASE("repositories are chosen in the order in which they are written") {
    const auto reading = read(R"(
spring.cloud.config.server.git:
  uri: /main
  username: me
  password: s3cret
  timeout: 7
  refresh-rate: 30
  search-paths: top
  repos:
    team: {uri: /team, pattern: "a*, b/c", searchPaths: [x], defaultLabel: develop}
    simple: /simple
    own: {uri: /own/, username: you, refresh-rate: 5, timeout: 9, name: other, basedir: /b/own}
)");
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    const GitBackEndSettings& git = git_of(reading);
    REQUIRE(git.repos.size() == 3);
    const GitSettings& team = git.repos[0];
    CHECK(team.id == "git.repos.team");
    CHECK(team.patterns == Strings{"a*", "b/c"});
    CHECK(team.search_paths == Strings{"x"});
    CHECK(team.default_label == "develop");
    CHECK(team.credentials.username == "me");
    CHECK(team.credentials.password.text.reveal() == "s3cret");
    CHECK(team.timeout == 7s);
    CHECK(team.refresh_rate == 30s);
    CHECK(git.repos[1].uri == "/simple");
    CHECK(git.repos[1].patterns == Strings{"simple"});
    CHECK(git.repos[1].search_paths.empty());
    CHECK(git.repos[1].default_label == "main");
    const GitSettings& own = git.repos[2];
    CHECK(own.uri == "/own/");
    CHECK(own.credentials.username == "you");
    CHECK(own.credentials.password.empty());
    CHECK(own.refresh_rate == 5s);
    CHECK(own.timeout == 9s);
    CHECK(own.patterns == Strings{"other"});
    CHECK(own.mirror_directory == "/b/own/.cairn/git");
  }

  TEST_CASE("the server's default label is not that of repositories chosen by pattern") {
    const auto reading = read("spring.cloud.config.server.git: {uri: /a, repos: {b: /b}}",
                              {{server + "default-label", "release"}});
    CHECK(git_of(reading).fallback.default_label == "release");
    CHECK(git_of(reading).repos[0].default_label == "main");
  }

  TEST_CASE("two repositories of one address have mirrors of their own") {
    const auto reading =
        read("spring.cloud.config.server.git: {uri: /a, repos: {b: /a, c: {uri: /a}}}");
    CHECK(reading.errors.empty());
    const GitBackEndSettings& git = git_of(reading);
    CHECK(git.fallback.mirror_directory != git.repos[0].mirror_directory);
    CHECK(git.repos[0].mirror_directory != git.repos[1].mirror_directory);
  }

  TEST_CASE("what cannot be served is refused with its place") {
    CHECK(
        mentions(read("spring.cloud.config.server.git: {uri: /a, repos: {b: {pattern: x}}}").errors,
                 {"git.repos.b.uri", "must be set"}));
    CHECK(
        mentions(read("spring.cloud.config.server.git: {uri: /a, basedir: /x, repos: {b: {uri: /b, "
                      "basedir: /x}}}")
                     .errors,
                 {"git.repos.b.basedir", "another repository"}));
    CHECK(mentions(
        read("spring.cloud.config.server.git: {uri: /a, repos: {b: {uri: /b, clone-submodules: "
             "true}}}")
            .errors,
        {"git.repos.b.clone-submodules", "application.yml:1:"}));
    CHECK(mentions(read("spring.profiles.active: composite").errors, {"composite", "must be set"}));
    CHECK(mentions(read("spring.profiles.active: native").errors,
                   {"native.search-locations", "must be set"}));
    CHECK(mentions(read("{spring.profiles.active: composite, "
                        "'spring.cloud.config.server.composite': [{type: vault}]}")
                       .errors,
                   {"composite[0].type", "vault"}));
  }

  TEST_CASE("placeholders in an address are served; where they cannot be, that is told") {
    const auto fine = read("spring.cloud.config.server.git.uri: '/srv/{application}.git'");
    CHECK(fine.errors.empty());
    CHECK(fine.warnings.empty());
    const auto odd = read(
        "spring.cloud.config.server.git: {uri: 'https://{label}.example/a', clone-on-start: true}");
    CHECK(odd.errors.empty());
    CHECK(mentions(odd.warnings, {"git.uri", "host"}));
    CHECK(mentions(odd.warnings, {"git.clone-on-start"}));
  }

  TEST_CASE("active profiles select the back ends, order sorts them, and native comes before git") {
    const std::string both =
        "spring.cloud.config.server: {git: {uri: /a}, native: {search-locations: /x}}\n";
    CHECK(ids(read(both)) == Strings{"git"});
    CHECK(ids(read(both + "spring.profiles.active: native")) == Strings{"native"});
    CHECK(ids(read(both + "spring.profiles.active: git,native")) == Strings{"native", "git"});
    CHECK(ids(read(both + "spring.profiles.active: git,native", {{server + "git.order", "1"}})) ==
          Strings{"git", "native"});
  }

  TEST_CASE("a composite is the order of its list, but for those that have an order") {
    const auto reading = read(R"(
spring.profiles.active: composite
spring.cloud.config.server.composite:
  - {type: git, uri: /a, repos: {b: /b}}
  - {type: Native, search-locations: "file:/x"}
  - {type: git, uri: /c, order: 5, default-label: stable}
)");
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    CHECK(ids(reading) == Strings{"composite[2]", "composite[0]", "composite[1]"});
    CHECK(git_of(reading).fallback.default_label == "stable");
    CHECK(git_of(reading, 1).repos[0].id == "composite[0].repos.b");
    CHECK(native_of(reading, 2).default_label == "master");
  }

  TEST_CASE("native locations keep what was written, and know their path") {
    const auto reading = read(R"(
spring.profiles.active: native
spring.cloud.config.server.native:
  search-locations: ["file:/a/b", "optional:file:///c/{application}/", /d, "optional:classpath:/x"]
  version: "7"
  add-label-locations: false
)");
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    CHECK(mentions(reading.warnings, {"classpath:/x"}));
    const NativeSettings& native = native_of(reading);
    REQUIRE(native.search_locations.size() == 3);
    CHECK(native.search_locations[0].written == "file:/a/b");
    CHECK(native.search_locations[0].path == "/a/b");
    CHECK(native.search_locations[1].written == "optional:file:///c/{application}/");
    CHECK(native.search_locations[1].path == "/c/{application}/");
    CHECK(native.search_locations[2].path == "/d");
    CHECK(native.version == "7");
    CHECK_FALSE(native.add_label_locations);
  }

  TEST_CASE("locations that are no directories, or the whole machine, are refused") {
    for (const char* location :
         {"classpath:/x", "https://h/x", "file:/", "file:/{application}", "/*/"}) {
      CAPTURE(location);
      const auto reading =
          read("spring.profiles.active: native", {{server + "native.search-locations", location}});
      CHECK(mentions(reading.errors, {"native.search-locations", location}));
    }
  }
}
