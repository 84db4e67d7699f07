// Binding: structs from names.
#include "cairn/binding.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/sources.hpp"

using cairn::bind;
using cairn::BindOptions;
using cairn::Config;
using cairn::ErrorCode;
using cairn::test::config_of;
using cairn::test::error_of;
using cairn::test::texts;
using cairn::test::yaml;

namespace {

struct Host {
  std::string name;
  int port = 80;
};

struct Limits {
  int low = 1;
  int high = 9;
};

struct Pool {
  std::string url;
  std::size_t max_size = 10;
  std::optional<std::chrono::seconds> timeout;
  std::vector<Host> hosts;
  std::map<std::string, int> weights;
  std::map<std::string, Limits> zones;
  Limits limits;
  std::optional<Host> spare;
  std::vector<std::string> tags = {"usual"};
};

constexpr BindOptions strict{true};

}  // namespace

template <>
struct cairn::Bind<Host> {
  static constexpr auto fields =
      cairn::fields(cairn::required("name", &Host::name), cairn::field("port", &Host::port));
};

template <>
struct cairn::Bind<Limits> {
  static constexpr auto fields =
      cairn::fields(cairn::field("low", &Limits::low), cairn::field("high", &Limits::high));
};

template <>
struct cairn::Bind<Pool> {
  static constexpr auto fields =
      cairn::fields(cairn::required("url", &Pool::url), cairn::field("max-size", &Pool::max_size),
                    cairn::field("timeout", &Pool::timeout), cairn::field("hosts", &Pool::hosts),
                    cairn::field("weights", &Pool::weights), cairn::field("zones", &Pool::zones),
                    cairn::field("limits", &Pool::limits), cairn::field("spare", &Pool::spare),
                    cairn::field("tags", &Pool::tags));
};

TEST_SUITE("bind") {
  TEST_CASE("everything at once") {
    const Config config = config_of(R"(
shop:
  pool:
    url: http://db
    maxSize: 20
    timeout: 30s
    hosts:
      - {name: a, port: 1}
      - name: b
    weights: {x: 1, y.z: 2}
    zones:
      eu: {low: 3}
      us: {high: 4}
    limits: {high: 7}
    spare: {name: s}
    tags: p,q
)");
    const auto pool = bind<Pool>(config, "shop.pool", strict);
    REQUIRE_MESSAGE(pool.has_value(), pool.error().text());
    CHECK(pool->url == "http://db");
    CHECK(pool->max_size == 20);
    CHECK(pool->timeout == std::chrono::seconds(30));
    REQUIRE(pool->hosts.size() == 2);
    CHECK(pool->hosts[0].port == 1);
    CHECK(pool->hosts[1].name == "b");
    CHECK(pool->hosts[1].port == 80);
    CHECK(pool->weights == std::map<std::string, int>{{"x", 1}, {"y.z", 2}});
    REQUIRE(pool->zones.size() == 2);
    CHECK(pool->zones.at("eu").low == 3);
    CHECK(pool->zones.at("eu").high == 9);
    CHECK(pool->zones.at("us").high == 4);
    CHECK(pool->limits.low == 1);
    CHECK(pool->limits.high == 7);
    REQUIRE(pool->spare.has_value());
    CHECK(pool->spare->name == "s");
    CHECK(pool->tags == std::vector<std::string>{"p", "q"});
  }

  TEST_CASE("what is absent or empty keeps its initial value") {
    const auto pool = bind<Pool>(config_of("url: u\nmax-size:\ntimeout: ~"), "", strict);
    REQUIRE(pool.has_value());
    CHECK(pool->max_size == 10);
    CHECK_FALSE(pool->timeout.has_value());
    CHECK_FALSE(pool->spare.has_value());
    CHECK(pool->limits.high == 9);
    CHECK(pool->tags == std::vector<std::string>{"usual"});
    CHECK(bind<Pool>(config_of("url: u\ntags: []"), "")->tags.empty());
    CHECK(bind<Limits>(Config(), "nothing")->low == 1);
  }

  TEST_CASE(
      "a required field that is absent is an error, within an optional only if that is there") {
    const auto nothing = bind<Pool>(Config(), "pool");
    REQUIRE_FALSE(nothing.has_value());
    CHECK(nothing.error().code == ErrorCode::not_found);
    CHECK(nothing.error().text() == "no value for 'pool.url'");
    CHECK(error_of(bind<Pool>(config_of("url: u\nspare: {port: 1}"), "")) ==
          "no value for 'spare.name'");
    CHECK(error_of(bind<Pool>(config_of("url: u\nhosts: [{port: 1}]"), "")) ==
          "no value for 'hosts[0].name'");
    CHECK(bind<Pool>(config_of("url: ''"), "")->url.empty());
  }

  TEST_CASE("all errors are told together, each with its place") {
    const auto pool = bind<Pool>(
        config_of("max-size: -1\ntimeout: soon\nhosts:\n  - {name: a, port: x}\nlimits: {low: y}"),
        "");
    REQUIRE_FALSE(pool.has_value());
    CHECK(pool.error().code == ErrorCode::not_found);
    CHECK(pool.error().text() ==
          "no value for 'url'\n"
          "shop.yml:1:11: max-size: '-1' is out of range: 0 to 18446744073709551615\n"
          "shop.yml:2:10: timeout: 'soon' is no duration: write 10s, 500ms, 5m or PT10S\n"
          "shop.yml:4:21: hosts[0].port: 'x' is no whole number\n"
          "shop.yml:5:15: limits.low: 'y' is no whole number");
  }

  TEST_CASE("more than a hundred errors are counted") {
    std::string text = "a: [x";
    for (int i = 1; i < 120; ++i) {
      text += ", x";
    }
    const std::string error = error_of(config_of(text + "]").get<std::vector<int>>("a"));
    CHECK(error.find("a[99]:") != std::string::npos);
    CHECK(error.find("a[100]:") == std::string::npos);
    CHECK(error.substr(error.size() - 12) == "\nand 20 more");
  }

  TEST_CASE("one value where a struct is expected is an error") {
    CHECK(error_of(bind<Pool>(config_of("url: u\nlimits: 5"), "")) ==
          "shop.yml:2:9: limits: names below it are expected, and there is one value");
    CHECK(error_of(bind<Pool>(config_of("url: u\nspare: 5"), "")) ==
          "shop.yml:2:8: spare: names below it are expected, and there is one value");
    CHECK(error_of(bind<Pool>(config_of("url: u\nhosts: a,b"), "")) ==
          "shop.yml:2:8: hosts: a list with [0], [1], ... is expected");
    CHECK(bind<Pool>(config_of("url: u\nlimits:"), "").has_value());
  }

  TEST_CASE("a bound struct can be read by get as well, and is then found or not") {
    CHECK(config_of("a: {low: 2}").get<Limits>("a")->low == 2);
    CHECK(config_of("b: 1").get<Limits>("a").error().code == ErrorCode::not_found);
    CHECK(config_of("a: [{low: 2}]").get<std::vector<Limits>>("a")->at(0).low == 2);
    CHECK_FALSE(config_of("b: 1").get<std::optional<Limits>>("a")->has_value());
  }

  TEST_CASE("a list of structs comes from one source, a struct from all") {
    const Config config = Config::of({yaml("1.yml", "url: u\nhosts: [{name: a}]\nlimits: {low: 5}"),
                                      yaml("2.yml",
                                           "hosts: [{port: 9}, {name: z}]\n"
                                           "limits: {high: 6}")});
    const auto pool = bind<Pool>(config, "", strict);
    REQUIRE_MESSAGE(pool.has_value(), pool.error().text());
    REQUIRE(pool->hosts.size() == 1);
    CHECK(pool->hosts[0].port == 80);
    CHECK(pool->limits.low == 5);
    CHECK(pool->limits.high == 6);
  }
}

TEST_SUITE("bind, strict") {
  TEST_CASE("an unknown name is an error with the nearest known one") {
    const Config config = config_of(
        "pool:\n  url: u\n  max-sise: 5\n  hosts:\n    - {name: a, prot: 1}\n  elephants: 2\n"
        "other: 1");
    CHECK(bind<Pool>(config, "pool").has_value());
    const auto pool = bind<Pool>(config, "pool", strict);
    REQUIRE_FALSE(pool.has_value());
    CHECK(pool.error().code == ErrorCode::invalid_argument);
    CHECK(pool.error().text() ==
          "shop.yml:3:13: unknown name 'pool.max-sise': did you mean 'pool.max-size'?\n"
          "shop.yml:5:23: unknown name 'pool.hosts[0].prot': did you mean 'pool.hosts[0].port'?\n"
          "shop.yml:6:14: unknown name 'pool.elephants'");
  }

  TEST_CASE("names of maps are free, and what a list replaces is no error") {
    const Config config =
        Config::of({yaml("1.yml", "url: u\ntags: [a]\nweights: {anything: 1}"),
                    yaml("2.yml", "tags: [x, y, z]\nhosts: [{name: a}, {name: b}]")});
    CHECK(bind<Pool>(config, "", strict).has_value());
  }
}

TEST_SUITE("bind_into") {
  TEST_CASE("it changes all or nothing") {
    Limits limits{5, 6};
    CHECK(cairn::bind_into(config_of("high: 8"), "", limits).has_value());
    CHECK(limits.low == 5);
    CHECK(limits.high == 8);
    CHECK_FALSE(cairn::bind_into(config_of("low: 7\nhigh: x"), "", limits).has_value());
    CHECK(limits.low == 5);
    CHECK_FALSE(cairn::bind_into(config_of("low: 7\nlaw: 7"), "", limits, strict).has_value());
    CHECK(limits.low == 5);
  }
}
