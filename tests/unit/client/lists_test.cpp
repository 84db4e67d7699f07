// Lists, maps and optionals.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/sources.hpp"

using cairn::Config;
using cairn::test::config_of;
using cairn::test::error_of;
using cairn::test::one;
using cairn::test::texts;
using cairn::test::yaml;

using Texts = std::vector<std::string>;
using Numbers = std::vector<int>;

TEST_SUITE("lists") {
  TEST_CASE("indexed keys and texts with commas are the same") {
    CHECK(config_of("a: [x, y]").get<Texts>("a").value() == Texts{"x", "y"});
    CHECK(config_of("a: x, y ,z").get<Texts>("a").value() == Texts{"x", "y", "z"});
    CHECK(config_of("a: [1, 2]").get<Numbers>("a").value() == Numbers{1, 2});
    CHECK(config_of("a: '1,2'").get<Numbers>("a").value() == Numbers{1, 2});
    CHECK(config_of("a: 7").get<Numbers>("a").value() == Numbers{7});
    CHECK(config_of("a: [true, false]").get<std::vector<bool>>("a").value() ==
          std::vector<bool>{true, false});
  }

  TEST_CASE("an empty one is a value") {
    CHECK(config_of("a: []").get<Texts>("a", Texts{"default"}).value().empty());
    CHECK(config_of("a: ''").get<Numbers>("a").value().empty());
    CHECK(one("a,,b").get<Texts>("k").value() == Texts{"a", "", "b"});
  }

  TEST_CASE("an absent one is not") {
    CHECK(config_of("b: 1").get<Texts>("a").error().code == cairn::ErrorCode::not_found);
    CHECK(config_of("b: 1").get<Texts>("a", Texts{"x"}).value() == Texts{"x"});
  }

  TEST_CASE("lists of lists") {
    const auto table = config_of("a: [[1, 2], [3]]").get<std::vector<Numbers>>("a");
    CHECK(table.value() == std::vector<Numbers>{{1, 2}, {3}});
    CHECK(error_of(config_of("a: x,y").get<std::vector<Numbers>>("a")) ==
          "shop.yml:1:4: a: a list with [0], [1], ... is expected");
  }

  TEST_CASE("the most important source that has any of it gives all of it") {
    const auto front = yaml("front.yml", "a: [x]");
    const auto back = yaml("back.yml", "a: [1, 2, 3]");
    const auto text = yaml("text.yml", "a: p,q");
    CHECK(Config::of({front, back}).get<Texts>("a").value() == Texts{"x"});
    CHECK(Config::of({back, front}).get<Texts>("a").value() == Texts{"1", "2", "3"});
    CHECK(Config::of({text, back}).get<Texts>("a").value() == Texts{"p", "q"});
    CHECK(Config::of({back, text}).get<Texts>("a").value() == Texts{"1", "2", "3"});
  }

  TEST_CASE("every bad element is told") {
    CHECK(error_of(config_of("a: [1, x, 3, y]").get<Numbers>("a")) ==
          "shop.yml:1:8: a[1]: 'x' is no whole number\n"
          "shop.yml:1:14: a[3]: 'y' is no whole number");
    CHECK(error_of(config_of("a: 1,x").get<Numbers>("a")) ==
          "shop.yml:1:4: a: 'x' is no whole number");
    CHECK(error_of(config_of("a: [1, '']").get<Numbers>("a")) ==
          "shop.yml:1:8: a[1]: an empty text is no value");
    CHECK(config_of("a: [1, '']").get<std::vector<std::optional<int>>>("a").value() ==
          std::vector<std::optional<int>>{1, std::nullopt});
  }

  TEST_CASE("indexes follow each other from 0 on") {
    CHECK(error_of(Config::of({texts("f", {{"a[0]", "x"}, {"a[2]", "z"}})}).get<Texts>("a")) ==
          "f: a: 'a[2]' follows no element a[1]");
    CHECK(error_of(Config::of({texts("f", {{"a[1]", "x"}})}).get<Texts>("a")) ==
          "f: a: 'a[1]' follows no element a[0]");
    CHECK(error_of(Config::of({texts("f", {{"a[0]", "x"}, {"a[00]", "z"}})}).get<Texts>("a")) ==
          "f: a: 'a[00]' follows no element a[1]");
    // Order in the file does not matter.
    CHECK(Config::of({texts("f", {{"a[1]", "y"}, {"a[0]", "x"}})}).get<Texts>("a").value() ==
          Texts{"x", "y"});
  }
}

TEST_SUITE("maps") {
  TEST_CASE("single values have the whole rest of the name as their key") {
    const auto map =
        config_of("m:\n  b: 1\n  a:\n    c: 2\n  '[x.y]': 3").get<std::map<std::string, int>>("m");
    CHECK(map.value() == std::map<std::string, int>{{"a.c", 2}, {"b", 1}, {"x.y", 3}});
  }

  TEST_CASE("lists and maps as values") {
    const Config config = config_of("m:\n  a: [1, 2]\n  b.c: [3]\n  d: '4,5'");
    const auto lists = config.get<std::map<std::string, Numbers>>("m");
    CHECK(lists.value() ==
          std::map<std::string, Numbers>{{"a", {1, 2}}, {"b.c", {3}}, {"d", {4, 5}}});
    using Inner = std::map<std::string, std::string>;
    const auto maps =
        config_of("m:\n  a: {x: 1, y: 2}\n  b: {z: 3}").get<std::map<std::string, Inner>>("m");
    CHECK(maps.value() ==
          std::map<std::string, Inner>{{"a", {{"x", "1"}, {"y", "2"}}}, {"b", {{"z", "3"}}}});
  }

  TEST_CASE("sources are put together, the most important one wins") {
    const auto map =
        Config::of({yaml("1.yml", "m: {a: 1, b: 1}"), yaml("2.yml", "m: {b: 2, c: 2}")})
            .get<std::map<std::string, int>>("m");
    CHECK(map.value() == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 2}});
  }

  TEST_CASE("an empty one, an absent one and one that is a text") {
    using Map = std::map<std::string, int>;
    CHECK(config_of("m:").get<Map>("m", Map{{"x", 1}}).value().empty());
    CHECK(config_of("m: {}\nn: 1").get<Map>("m", Map{{"x", 1}}).value().size() == 1);  // as Spring
    CHECK(config_of("n: 1").get<Map>("m", Map{{"x", 1}}).value().size() == 1);
    CHECK(error_of(config_of("m: 5").get<Map>("m")) ==
          "shop.yml:1:4: m: names below it are expected, and there is one value");
    CHECK(error_of(config_of("m: {a: x, b: y}").get<Map>("m")) ==
          "shop.yml:1:8: m.a: 'x' is no whole number\nshop.yml:1:14: m.b: 'y' is no whole number");
  }

  TEST_CASE("the whole configuration as a map") {
    CHECK(config_of("a: 1\nb: {c: x}").get<std::map<std::string, std::string>>("").value() ==
          std::map<std::string, std::string>{{"a", "1"}, {"b.c", "x"}});
  }
}

TEST_SUITE("optionals") {
  TEST_CASE("absent is nothing, wrong is an error") {
    CHECK(config_of("a: 1").get<std::optional<int>>("a").value() == 1);
    CHECK(config_of("a: 1").get<std::optional<int>>("b").value() == std::nullopt);
    CHECK_FALSE(config_of("a: x").get<std::optional<int>>("a").has_value());
    CHECK(config_of("a: ''").get<std::optional<std::string>>("a").value() == "");
    CHECK(config_of("a: [1]").get<std::optional<Numbers>>("a").value() == Numbers{1});
    CHECK(config_of("a: 1").get<std::optional<Numbers>>("b").value() == std::nullopt);
    CHECK_FALSE(config_of("m: 5").get<std::optional<std::map<std::string, int>>>("m").has_value());
  }
}
