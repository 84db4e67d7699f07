// What counts of a configuration, and what it hides.
#include "cli/effective.hpp"

#include <string>
#include <vector>

#include "client/sources.hpp"

using namespace cairn::cli;
using cairn::Config;
using cairn::Value;
using cairn::test::texts;
using cairn::test::yaml;

TEST_SUITE("explained") {
  TEST_CASE("each key has the values that it hides, the most important first") {
    const auto all =
        explained(Config::of({yaml("1.yml", "max-size: 1"), yaml("2.yml", "maxSize: 2"),
                              yaml("3.yml", "x: 0\nmax_size: 3")}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].entry.key == "max-size");
    REQUIRE(all[0].hidden.size() == 2);
    CHECK(all[0].hidden[0].value == Value(std::int64_t{2}));
    CHECK(all[0].hidden[0].origin.place.text() == "2.yml:1:10");
    CHECK(all[0].hidden[1].origin.place.text() == "3.yml:2:11");
    CHECK(all[1].entry.key == "x");
    CHECK(all[1].hidden.empty());
  }

  TEST_CASE("elements of a list that another source has do not count") {
    const auto all = explained(
        Config::of({yaml("1.yml", "a.hosts: [x]"), yaml("2.yml", "a.hosts: [y, z]\nb: [1]")}));
    REQUIRE(all.size() == 3);
    CHECK(all[0].replaced_by.empty());
    CHECK(all[1].entry.key == "a.hosts[1]");
    CHECK(all[1].replaced_by == "1.yml");
    CHECK(all[2].entry.key == "b[0]");
    CHECK(all[2].replaced_by.empty());
  }

  TEST_CASE("maps with brackets are put together from all sources") {
    const auto all =
        explained(Config::of({texts("1", {{"m[a.b]", "1"}}), texts("2", {{"m[c.d]", "2"}})}));
    REQUIRE(all.size() == 2);
    CHECK(all[1].replaced_by.empty());
  }

  TEST_CASE("a list of objects comes from one source too") {
    const auto entries = effective_entries(
        Config::of({yaml("1.yml", "l: [{a: 1}]"), yaml("2.yml", "l: [{a: 2, b: 2}, {a: 3}]")}));
    REQUIRE(entries.has_value());
    REQUIRE(entries->size() == 1);
    CHECK(entries->front().key == "l[0].a");
    CHECK(entries->front().value == Value(std::int64_t{1}));
  }
}

TEST_CASE("a key lies below a name in any spelling, and below nothing that only begins so") {
  CHECK(lies_below("shop.maxSize", "shop.max-size"));
  CHECK(lies_below("shop.hosts[0].a", "shop.hosts"));
  CHECK(lies_below("anything", ""));
  CHECK_FALSE(lies_below("shopping", "shop"));
  CHECK_FALSE(lies_below("shop", "shop.a"));
}

TEST_CASE("a source is called as the server calls it") {
  CHECK(source_text("configserver:http://x/shop.yml") == "http://x/shop.yml");
  CHECK(source_text("./application.yml") == "./application.yml");
}
