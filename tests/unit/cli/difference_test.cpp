// What differs between two answers.
#include "cli/difference.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace cairn;
using cli::Difference;
using cli::differences;

namespace {

PropertySource source(std::string name, Properties properties) {
  return {name, name, "", std::make_shared<const Properties>(std::move(properties))};
}

Environment environment(std::vector<PropertySource> sources) {
  return {"shop", "dev", std::nullopt, "c1", "", std::move(sources)};
}

std::vector<Difference> between(Properties a, Properties b) {
  return differences(environment({source("shop.yml", std::move(a))}),
                     environment({source("shop.yml", std::move(b))}));
}

}  // namespace

TEST_SUITE("differences of environments") {
  TEST_CASE("equal environments do not differ") {
    CHECK(between({{"a", "1", {1, 2}}}, {{"a", "1", {1, 2}}}).empty());
  }

  TEST_CASE("values, types and keys") {
    CHECK(between({{"a", "1", {}}}, {{"a", "2", {}}}) ==
          std::vector<Difference>{{"value", "shop.yml: a", "1", "2", false}});
    CHECK(between({{"a", "1", {}}}, {{"a", std::int64_t{1}, {}}}) ==
          std::vector<Difference>{{"type", "shop.yml: a", "text", "integer", false}});
    CHECK(between({{"a", "1", {}}}, {{"b", "1", {}}}) ==
          std::vector<Difference>{{"key", "shop.yml: a", "1", "none", false},
                                  {"key", "shop.yml: b", "none", "1", false}});
  }

  TEST_CASE("the order of keys and of sources") {
    CHECK(between({{"a", "1", {}}, {"b", "1", {}}}, {{"b", "1", {}}, {"a", "1", {}}}) ==
          std::vector<Difference>{{"order", "shop.yml", "a", "b", false}});
    CHECK(differences(environment({source("1.yml", {}), source("2.yml", {})}),
                      environment({source("2.yml", {}), source("1.yml", {})})) ==
          std::vector<Difference>{{"order", "", "1.yml", "2.yml", false}});
  }

  TEST_CASE("a source that only one server has") {
    CHECK(differences(environment({source("1.yml", {})}),
                      environment({source("1.yml", {}), source("2.yml", {})})) ==
          std::vector<Difference>{{"source", "2.yml", "none", "there", false}});
    CHECK(differences(environment({source("1.yml", {})}), environment({})) ==
          std::vector<Difference>{{"source", "1.yml", "there", "none", false}});
  }

  TEST_CASE("version, state, origins and where files lie are notes") {
    Environment a = environment({source("/tmp/one/shop.yml", {{"a", "1", {1, 2}}})});
    Environment b = environment({source("https://two/shop.yml", {{"a", "1", {3, 4}}})});
    b.version = "c2";
    b.state = std::nullopt;
    const auto found = differences(a, b);
    REQUIRE(found.size() == 4);
    for (const Difference& difference : found) {
      CAPTURE(difference.what);
      CHECK(difference.note);
    }
  }

  TEST_CASE("documents of one file are told apart") {
    PropertySource first = source("shop.yml", {{"a", "1", {}}});
    PropertySource second = source("shop.yml", {{"a", "2", {}}});
    first.name = "file [/x/shop.yml] (document #1)";
    second.name = "file [/x/shop.yml] (document #0)";
    CHECK(differences(environment({first, second}), environment({first, second})).empty());
    CHECK(differences(environment({first}), environment({second})).size() == 2);
  }
}

TEST_CASE("of two texts the first line that differs") {
  CHECK(differences("a\nb\n", "a\nb\n").empty());
  CHECK(differences("a\nb\n", "a\nc\n") ==
        std::vector<Difference>{{"line", "2", "b\\n", "c\\n", false}});
  CHECK(differences("a\n", "a") == std::vector<Difference>{{"line", "1", "a\\n", "a", false}});
  CHECK(differences("a\n", "") == std::vector<Difference>{{"line", "1", "a\\n", "the end", false}});
}
