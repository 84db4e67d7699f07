// Tests of values/relaxed_name.hpp.
#include "values/relaxed_name.hpp"

#include <doctest/doctest.h>

using cairn::values::canonical_name;
using cairn::values::name_of_variable;
using cairn::values::RelaxedName;
using cairn::values::variables_of_name;

namespace {

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("relaxed names") {
  TEST_CASE("all spellings of a name are one name") {
    for (const char* written : {"cairn.poll-interval", "cairn.pollInterval", "cairn.poll_interval",
                                "CAIRN.POLL_INTERVAL", "Cairn.PollInterval"}) {
      CAPTURE(written);
      CHECK(canonical_name(written) == "cairn.pollinterval");
    }
  }

  TEST_CASE("indexes stay as they are") {
    CHECK(canonical_name("git.search-paths[0]") == "git.searchpaths[0]");
    CHECK(canonical_name("a[0][My-Key].b") == "a[0][My-Key].b");
    CHECK(canonical_name("composite[1].search-locations[2]") == "composite[1].searchlocations[2]");
  }

  TEST_CASE("elements with other characters are told apart, and taken as they are") {
    for (const char* written : {"m.*", "m.+", "m.ключ", "m.дверь", "m.Größe", "m.größe",
                                "m.two Words", "m.a:b", "m.-", "m._", "日本"}) {
      CAPTURE(written);
      CHECK(canonical_name(written) == written);
    }
    CHECK(canonical_name("Max-Size.größe") == "maxsize.größe");
  }

  TEST_CASE("a dot in brackets does not end an element") {
    const auto name = RelaxedName::parse("overrides[a.b].c");
    REQUIRE(name.elements().size() == 3);
    CHECK(name.elements()[1].text == "a.b");
    CHECK(name.elements()[1].index);
  }

  TEST_CASE("text that is no name does no harm") {
    for (const char* written :
         {"", ".", "..", "a..b", "a.", "[", "]", "a[", "a[]", "a]b", "[0]", "é"}) {
      CAPTURE(written);
      CHECK_NOTHROW((void)RelaxedName::parse(written));
    }
    CHECK(canonical_name("a..b") == "a.b");
  }

  TEST_CASE("a prefix ends where an element ends") {
    const auto prefix = RelaxedName::parse("cairn.http");
    CHECK(RelaxedName::parse("cairn.http.threads").starts_with(prefix));
    CHECK(RelaxedName::parse("cairn.http[0]").starts_with(prefix));
    CHECK(RelaxedName::parse("CAIRN.Http").starts_with(prefix));
    CHECK_FALSE(RelaxedName::parse("cairn.https").starts_with(prefix));
    CHECK_FALSE(RelaxedName::parse("cairn").starts_with(prefix));
  }

  TEST_CASE("the key of a map is written as the file has it, without what Spring drops") {
    const auto key = [](const char* written) { return RelaxedName::parse(written).map_key(1); };
    CHECK(key("overrides.Feature.enabled") == "Feature.enabled");
    CHECK(key("overrides.hosts[0]") == "hosts.0");
    CHECK(key("overrides[a.b/c]") == "a.b/c");
    CHECK(key("overrides.a_b-c") == "a_b-c");
    CHECK(key("overrides.a/b c") == "abc");
    CHECK(key("overrides.-a") == "a");
  }

  TEST_CASE("variables of a name") {
    CHECK(variables_of_name("server.port") == Texts{"SERVER_PORT"});
    CHECK(variables_of_name("git.search-paths[0]") ==
          Texts{"GIT_SEARCHPATHS_0", "GIT_SEARCH_PATHS_0"});
    CHECK(variables_of_name("a[0].b") == Texts{"A_0_B"});
    CHECK(variables_of_name("HARBOR_REGION") == Texts{"HARBOR_REGION"});
  }

  TEST_CASE("names of variables") {
    CHECK(name_of_variable("SPRING_CLOUD_CONFIG_SERVER_GIT_URI") ==
          "spring.cloud.config.server.git.uri");
    CHECK(name_of_variable("A_0_B") == "a[0].b");
    CHECK(name_of_variable("A_0_1") == "a[0][1]");
    CHECK(name_of_variable("_") == "");
    CHECK(name_of_variable("cairn__freshness") == "cairn.freshness");
  }
}
