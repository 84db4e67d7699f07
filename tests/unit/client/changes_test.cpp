// changes: what differs between two configurations.
#include "cairn/changes.hpp"

#include <string>
#include <vector>

#include "client/sources.hpp"

using cairn::Change;
using cairn::changes;
using cairn::Config;
using cairn::Value;
using cairn::test::config_of;
using cairn::test::texts;
using cairn::test::yaml;

TEST_CASE("changed, new and gone keys, with values and origins") {
  const Config before = config_of("a: 1\nb: 2\nc: 3");
  const Config after = config_of("d: 4\nb: two\nc: 3");
  const std::vector<Change> found = changes(before, after);
  REQUIRE(found.size() == 3);
  CHECK(found[0].key == "d");
  CHECK_FALSE(found[0].before.has_value());
  CHECK(found[0].after == Value(std::int64_t{4}));
  CHECK(found[0].origin.place.text() == "shop.yml:1:4");
  CHECK(found[1].key == "b");
  CHECK(found[1].before == Value(std::int64_t{2}));
  CHECK(found[1].after == Value("two"));
  CHECK(found[1].origin.place.text() == "shop.yml:2:4");
  CHECK(found[2].key == "a");
  CHECK(found[2].before == Value(std::int64_t{1}));
  CHECK_FALSE(found[2].after.has_value());
  CHECK(found[2].origin.place.text() == "shop.yml:1:4");
}

TEST_CASE("what is equal is no change: spelling, place, order, type") {
  CHECK(changes(config_of("max-size: 5\nb: x"), config_of("b: x\nmaxSize: '5'")).empty());
  CHECK(changes(Config::of({yaml("1.yml", "a: 1")}), Config::of({yaml("2.yml", "a: 1")})).empty());
  CHECK(changes(Config::of({yaml("1.yml", "a: 1"), yaml("2.yml", "a: 2")}),
                Config::of({yaml("1.yml", "a: 1"), yaml("2.yml", "a: 3")}))
            .empty());
  CHECK(changes(Config(), Config()).empty());
}

TEST_CASE("a key changes when what it refers to does") {
  const auto found =
      changes(config_of("url: http://${host}\nhost: a"), config_of("url: http://${host}\nhost: b"));
  REQUIRE(found.size() == 2);
  CHECK(found[0].key == "url");
  CHECK(found[0].before == Value("http://a"));
  CHECK(found[0].after == Value("http://b"));
}

TEST_CASE("a value that cannot be resolved counts as written") {
  const auto found = changes(config_of("a: ${x}"), config_of("a: ${y}"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].before == Value("${x}"));
  CHECK(changes(config_of("a: ${x}"), config_of("a: ${x}")).empty());
}

TEST_CASE("of views only what is below") {
  const Config before = config_of("a: {b: 1}\nc: 1");
  const Config after = config_of("a: {b: 2}\nc: 2");
  const auto found = changes(before.at("a"), after.at("a"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].key == "b");
  CHECK(found[0].before == Value(std::int64_t{1}));
}
