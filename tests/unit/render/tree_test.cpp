// Nesting: which shape wins, and the limits.
#include "render/tree.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "render/tree_json.hpp"
#include "unit/render/environments.hpp"

namespace cairn::render {
namespace {

std::string nested(const Environment& environment, const NestLimits& limits = {}) {
  const auto tree = nest(merged_properties(environment), limits);
  return tree ? tree_json(*tree) : "error: " + tree.error().message;
}

TEST_SUITE("nest") {
  TEST_CASE("maps, lists, and nulls where an index is missing") {
    CHECK(nested(environment({{text("a.b", "x"), text("l[2]", "c"), text("l[0].k", "a"),
                               text("m[1][1]", "y")}})) ==
          R"({"a":{"b":"x"},"l":[{"k":"a"},null,"c"],"m":[null,[null,"y"]]})");
    CHECK(nested(environment({})) == "{}");
  }

  TEST_CASE("a scalar and a map of one name stand side by side, as in the reference") {
    CHECK(nested(environment({{number("l", 1), number("l.a", 2)}})) == R"({"l":1,"l.a":2})");
    CHECK(nested(environment({{number("l", 1), number("l.a", 2), number("l.b.c", 3)}})) ==
          R"({"l":1,"l.a":2,"b":{"l.c":3}})");
    CHECK(nested(environment({{number("a.b", 2), number("a", 1)}})) == R"({"a":1})");
  }

  TEST_CASE("of two shapes that exclude each other that of the higher source wins") {
    const Properties list{text("l[0]", "x")};
    const Properties scalar{text("l", "")};
    const Properties map{number("l.a", 1)};
    CHECK(nested(environment({list, scalar})) == R"({"l":["x"]})");
    CHECK(nested(environment({scalar, list})) == R"({"l":""})");
    CHECK(nested(environment({list, map})) == R"({"l":["x"]})");
    CHECK(nested(environment({map, list})) == R"({"l":{"a":1}})");
    CHECK(nested(environment({{number("l.b", 2)}, list, map})) == R"({"l":{"a":1,"b":2}})");
    const Properties map_with_list{number("l.a[0]", 1)};
    CHECK(nested(environment({map_with_list, list})) == R"({"l":{"a":[1]}})");
    CHECK(nested(environment({list, map_with_list})) == R"({"l":["x"]})");
    CHECK(nested(environment({{number("l.a", 1), number("l.b[0]", 2)}, list})) ==
          R"({"l":{"a":1,"b":[2]}})");
  }

  TEST_CASE("within one source the later shape wins") {
    CHECK(nested(environment({{text("s", "v"), text("s[0]", "w")}})) == R"({"s":["w"]})");
    CHECK(nested(environment({{text("s[0]", "w"), text("s[0].a", "x"), text("s[0][0]", "y")}})) ==
          R"({"s":[["y"]]})");
  }

  TEST_CASE("maps with many keys find each of them again") {
    Properties many;
    for (int i = 0; i < 40; ++i) {
      many.push_back(number("m.k" + std::to_string(i) + ".a", i));
    }
    for (int i = 0; i < 40; ++i) {
      many.push_back(number("m.k" + std::to_string(i) + ".b", i));
    }
    const auto tree = nest(merged_properties(environment({many})));
    REQUIRE(tree.has_value());
    const auto& map = std::get<TreeMap>(tree->entries().front().value.content);
    CHECK(map.entries().size() == 40);
  }

  TEST_CASE("depth up to its limit") {
    NestLimits limits;
    limits.depth_max = 3;
    CHECK(nested(environment({{number("a.b[0]", 1)}}), limits) == R"({"a":{"b":[1]}})");
    CHECK(nested(environment({{number("a.b[0][0]", 1)}}), limits).find("3 levels") !=
          std::string::npos);
  }

  TEST_CASE("added nulls up to their limit") {
    NestLimits limits;
    limits.nulls_max = 3;
    CHECK(nested(environment({{number("a[2]", 1), number("b[1]", 1)}}), limits) ==
          R"({"a":[null,null,1],"b":[null,1]})");
    CHECK(nested(environment({{number("a[2]", 1), number("b[2]", 1)}}), limits).find("error") == 0);
    CHECK(nested(environment({{number("a[2147483647]", 1)}})).find("error") == 0);
  }
}

}  // namespace
}  // namespace cairn::render
