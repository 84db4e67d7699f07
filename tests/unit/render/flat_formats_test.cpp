// The flat formats as a whole: merge, order, placeholders, the document key.
#include <doctest/doctest.h>

#include <string>

#include "render/render.hpp"
#include "unit/render/environments.hpp"

namespace cairn::render {
namespace {

const FlatOptions unresolved{false, true};

std::string properties_of(const Environment& environment, const FlatOptions& options = {}) {
  return flat_properties(environment, options).value_or("error");
}
std::string json_of(const Environment& environment, const FlatOptions& options = {}) {
  return flat_json(environment, options).value_or("error");
}
std::string yaml_of(const Environment& environment, const FlatOptions& options = {}) {
  return flat_yaml(environment, options).value_or("error");
}

TEST_SUITE("merging sources") {
  TEST_CASE("an overridden key keeps its place and keys with brackets come last") {
    const Environment shop =
        environment({{text("b", "high"), text("new", "n")},
                     {text("a", "1"), text("l[0]", "x"), text("b", "low"), text("c", "3")}});
    CHECK(properties_of(shop) == "a: 1\nb: high\nc: 3\nnew: n\nl[0]: x");
  }

  TEST_CASE("a list replaces the list below it as a whole") {
    const Environment shop = environment(
        {{text("l[0]", "x")}, {text("l[0]", "a"), text("l[1]", "b"), text("m[k]", "low")}});
    CHECK(properties_of(shop) == "l[0]: x\nm[k]: low");
    CHECK(properties_of(environment({{text("m[d]", "high")}, {text("m[c]", "low")}})) ==
          "m[d]: high");
  }

  TEST_CASE("the key spring.profiles is left out") {
    CHECK(properties_of(
              environment({{text("spring.profiles", "x"), text("spring.profiles.active", "y")}})) ==
          "spring.profiles.active: y");
  }
}

TEST_SUITE("flat formats") {
  TEST_CASE("an environment without properties") {
    CHECK(properties_of(environment({})).empty());
    CHECK(json_of(environment({})) == "{}");
    CHECK(yaml_of(environment({})) == "{}\n");
  }

  TEST_CASE("values keep their type where the format has one") {
    const Environment types =
        environment({{number("i", 7), property("t", true), property("d", 1e10), text("s", "7"),
                      property("b", BigInteger{"9223372036854775808"})}});
    CHECK(json_of(types) == R"({"i":7,"t":true,"d":1.0E10,"s":"7","b":9223372036854775808})");
    CHECK(yaml_of(types) == "i: 7\nt: true\nd: 1.0E10\ns: '7'\nb: 9223372036854775808\n");
    CHECK(properties_of(types) == "i: 7\nt: true\nd: 1.0E10\ns: 7\nb: 9223372036854775808");
  }

  TEST_CASE("a key that cannot be nested is refused where keys are nested") {
    const Environment odd = environment({{text("a..b", "x")}});
    CHECK(properties_of(odd) == "a..b: x");
    CHECK(flat_json(odd, {}).error().code == ErrorCode::invalid_argument);
    CHECK(flat_yaml(odd, {}).error().code == ErrorCode::invalid_argument);
  }

  TEST_CASE("a lone document key is stripped from YAML on request") {
    const Environment list = environment({{text("document[0]", "a"), number("document[1].b", 1)}});
    CHECK(yaml_of(list) == "- a\n- b: 1\n");
    CHECK(yaml_of(list, {true, false}) == "document:\n- a\n- b: 1\n");
    CHECK(json_of(list) == R"({"document":["a",{"b":1}]})");
    CHECK(yaml_of(environment({{number("document", 42)}})) == "'42'\n");
    CHECK(yaml_of(environment({{text("document", "one\ntwo\n")}})) == "|\n  one\n  two\n");
    CHECK(yaml_of(environment({{number("document.a", 1)}})) == "!!str\na: 1\n");
    CHECK(yaml_of(environment({{number("document", 1), number("x", 2)}})) == "document: 1\nx: 2\n");
  }
}

TEST_SUITE("placeholders in flat formats") {
  TEST_CASE("values become strings, and keys are resolved in properties only") {
    const Environment shop =
        environment({{number("port", 8080), text("p", "${port}"), text("${port}", "k")}});
    CHECK(json_of(shop) == R"({"port":8080,"p":"8080","${port}":"k"})");
    CHECK(yaml_of(shop) == "port: 8080\np: '8080'\n${port}: k\n");
    CHECK(properties_of(shop) == "port: 8080\np: 8080\n8080: k");
    CHECK(properties_of(shop, unresolved) == "port: 8080\np: ${port}\n${port}: k");
    CHECK(json_of(shop, unresolved) == R"({"port":8080,"p":"${port}","${port}":"k"})");
  }

  TEST_CASE("the first source that has a key gives its value") {
    CHECK(json_of(environment(
              {{text("host", "high")},
               {text("host", "low"), text("url", "${host}"), text("names[0]", "${host}")}})) ==
          R"({"host":"high","url":"high","names":["high"]})");
  }

  TEST_CASE("bytes are numbers in a placeholder and base64 elsewhere") {
    const Environment shop = environment({{property("b", Binary{"\x01\xFF"}), text("t", "${b}")}});
    CHECK(json_of(shop) == R"({"b":"Af8=","t":"1,-1"})");
    CHECK(properties_of(shop) == "b: Af8=\nt: 1,-1");
  }

  TEST_CASE("a circle, or a reference to an open placeholder, is refused") {
    const Environment circle = environment({{text("a", "${b}"), text("b", "${a}")}});
    CHECK(flat_json(circle, {}).error().code == ErrorCode::invalid_argument);
    CHECK(flat_properties(circle, {}).error().code == ErrorCode::invalid_argument);
    CHECK(text_with_placeholders("${a}", circle).error().code == ErrorCode::invalid_argument);
    CHECK(flat_json(circle, unresolved).has_value());
    const Environment open = environment({{text("a", "${b}"), text("b", "${missing}")}});
    CHECK(flat_yaml(open, {}).error().code == ErrorCode::invalid_argument);
    CHECK(properties_of(open) == "a: ${missing}\nb: ${missing}");
  }

  TEST_CASE("text files") {
    const Environment shop = environment({{text("host", "h1"), text("list[1]", "b")}});
    CHECK(text_with_placeholders("h=${host} l=${list[1]} ${none} \\${host}\n", shop).value() ==
          "h=h1 l=b ${none} ${host}\n");
    CHECK(text_with_placeholders("nothing { } \\ \n", shop).value() == "nothing { } \\ \n");
  }
}

}  // namespace
}  // namespace cairn::render
