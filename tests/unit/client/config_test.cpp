// Config: names, views, keys, origins and placeholders.
#include "cairn/config.hpp"

#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "client/sources.hpp"

using cairn::Config;
using cairn::ErrorCode;
using cairn::test::config_of;
using cairn::test::error_of;
using cairn::test::texts;
using cairn::test::yaml;

using Texts = std::vector<std::string>;

TEST_SUITE("names") {
  TEST_CASE("all spellings of a name are one") {
    for (const char* written : {"max-pool-size", "maxPoolSize", "max_pool_size", "MAX_POOL_SIZE"}) {
      const Config config = config_of(std::string(written) + ": 5");
      for (const char* asked : {"max-pool-size", "maxPoolSize", "max_pool_size", "MAXPOOLSIZE"}) {
        CAPTURE(written);
        CAPTURE(asked);
        CHECK(config.get<int>(asked).value() == 5);
        CHECK(config.contains(asked));
      }
    }
    CHECK_FALSE(config_of("max-pool-size: 5").contains("max.pool.size"));
  }

  TEST_CASE("the most important source decides, whatever its spelling") {
    const Config config =
        Config::of({texts("front", {{"maxSize", "1"}}), texts("back", {{"max-size", "2"}})});
    CHECK(config.get<int>("max-size").value() == 1);
    CHECK(config.keys() == Texts{"maxSize"});
  }

  TEST_CASE("what is not there is not found, and the error helps") {
    const Config config = config_of("server:\n  port: 80");
    const auto gone = config.get<int>("client.port");
    REQUIRE_FALSE(gone.has_value());
    CHECK(gone.error().code == ErrorCode::not_found);
    CHECK(gone.error().text() == "no value for 'client.port'");
    CHECK(error_of(config.get<int>("server")) ==
          "no value for 'server', only for names below it such as 'server.port'");
    CHECK(config.get<int>("client.port", 8).value() == 8);
    CHECK(config.get<int>("client.port").value_or(8) == 8);
    CHECK_FALSE(config.get<std::string>("").has_value());
  }

  TEST_CASE("a fallback does not hide a wrong value") {
    CHECK_FALSE(config_of("port: x").get<int>("port", 80).has_value());
    CHECK(config_of("port: x").get<int>("port").value_or(80) == 80);
  }
}

TEST_SUITE("views, keys and origins") {
  TEST_CASE("a view reads below its prefix") {
    const Config config = config_of("server:\n  port: 80\n  ssl:\n    key: k\nother: 1");
    const Config server = config.at("server");
    CHECK(server.prefix() == "server");
    CHECK(server.get<int>("port").value() == 80);
    CHECK(server.at("ssl").get<std::string>("key").value() == "k");
    CHECK(server.at("ssl").prefix() == "server.ssl");
    CHECK(server.keys() == Texts{"port", "ssl.key"});
    CHECK_FALSE(server.contains("other"));
    CHECK(server.contains("ssl"));
    CHECK(server.contains(""));
    CHECK(config.at("nothing").keys().empty());
    CHECK_FALSE(config.at("nothing").contains(""));
    CHECK(config.at("").keys() == config.keys());
    CHECK(error_of(server.get<bool>("port")) ==
          "shop.yml:2:9: server.port: '80' is neither true nor false");
  }

  TEST_CASE("a view of an element of a list") {
    const Config config = config_of("hosts:\n  - name: a\n  - name: b");
    CHECK(config.at("hosts[1]").get<std::string>("name").value() == "b");
    CHECK(config.at("hosts").at("[0]").get<std::string>("name").value() == "a");
    CHECK(config.at("hosts").keys() == Texts{"[0].name", "[1].name"});
  }

  TEST_CASE("keys come in the order of sources and files, each once") {
    const Config config =
        Config::of({yaml("1.yml", "z: 1\na: 1"), yaml("2.yml", "m: 2\na: 2\nb: 2")});
    CHECK(config.keys() == Texts{"z", "a", "m", "b"});
    const auto entries = config.entries();
    REQUIRE(entries.size() == 4);
    CHECK(entries[1].key == "a");
    CHECK(std::get<std::int64_t>(entries[1].value) == 1);
    CHECK(entries[1].origin.source == "1.yml");
    CHECK(entries[1].origin.place.text() == "1.yml:2:4");
  }

  TEST_CASE("origins name file, line, column and source") {
    auto source = yaml("shop-dev.yml", "a:\n  b: x");
    source.name = "configserver:https://git.example.org/config/shop-dev.yml";
    const Config config = Config::of({source});
    const auto origin = config.origin("a.b");
    REQUIRE(origin.has_value());
    CHECK(origin->source == source.name);
    CHECK(origin->place.file == "shop-dev.yml");
    CHECK(origin->place.at == cairn::Position{2, 6});
    CHECK_FALSE(config.origin("a").has_value());
    CHECK_FALSE(config.origin("c").has_value());
    CHECK(error_of(config.get<int>("a.b")) ==
          "shop-dev.yml:2:6: a.b: 'x' is no whole number (in '" + source.name + "')");
  }

  TEST_CASE("an empty configuration") {
    const Config config;
    CHECK(config.keys().empty());
    CHECK_FALSE(config.contains("a"));
    CHECK_FALSE(config.contains(""));
    CHECK(config.remote().how == cairn::Obtained::not_asked);
    CHECK(Config::of({{"nothing", "", "", nullptr}}).keys().empty());
  }

  TEST_CASE("what a temporary says about its remote part outlives it") {
    const cairn::RemoteState& state = Config::of({}).remote();
    CHECK(state.how == cairn::Obtained::not_asked);
    static_assert(std::is_same_v<decltype(std::declval<Config>().remote()), cairn::RemoteState>);
  }
}

TEST_SUITE("placeholders") {
  TEST_CASE("they are resolved from all sources when a value is read") {
    const Config config = Config::of(
        {yaml("1.yml", "host: h\nport: 80"),
         yaml("2.yml", "url: http://${host}:${PORT}/${path:x}\nn: ${port}\nl: ${host},b")});
    CHECK(config.get<std::string>("url").value() == "http://h:80/x");
    CHECK(config.get<int>("n").value() == 80);
    CHECK(config.get<Texts>("l").value() == Texts{"h", "b"});
    CHECK(std::get<std::string>(config.entries().at(2).value) ==
          "http://${host}:${PORT}/${path:x}");
  }

  TEST_CASE("one without a value and without a default is an error") {
    const auto read = config_of("a: x-${b}\nc: ${a}").get<std::string>("a");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::invalid_argument);
    CHECK(read.error().text() ==
          "shop.yml:1:4: a: the placeholder ${b} has no value, and no default as in ${b:default}");
    CHECK(config_of("a: ${b:}").get<std::string>("a").value().empty());
  }

  TEST_CASE("one that leads back to itself is an error") {
    const Config config = config_of("a: ${b}\nb: ${c}\nc: ${a}");
    CHECK(
        error_of(config.get<std::string>("a")).rfind("shop.yml:1:4: a: circular placeholder", 0) ==
        0);
    CHECK_FALSE(config_of("a: ${a}").get<std::string>("a").has_value());
  }

  TEST_CASE("an escaped one stays") {
    CHECK(config_of(R"(a: '\${b}')").get<std::string>("a").value() == "${b}");
  }

  TEST_CASE("a value that grows beyond the limit is an error") {
    std::string text = "a0: " + std::string(1000, 'x') + "\n";
    for (int i = 1; i < 12; ++i) {
      std::string part = "${a" + std::to_string(i - 1) + "}";
      text += "a" + std::to_string(i) + ": " + part + part + part + "\n";
    }
    CHECK_FALSE(config_of(text).get<std::string>("a11").has_value());
    CHECK(config_of(text).get<std::string>("a3").value().size() == 27'000);
  }
}

TEST_CASE("one Config is read by many threads") {
  const Config shared = config_of("a: ${b}\nb: 7\nlist: [1, 2, 3]\nm: {x: 1}");
  std::vector<std::thread> threads;
  std::vector<int> sums(8);
  for (std::size_t t = 0; t < sums.size(); ++t) {
    threads.emplace_back([&shared, &sum = sums[t]] {
      const Config copy = shared;  // NOLINT(performance-unnecessary-copy-initialization): the point
      for (int i = 0; i < 100; ++i) {
        sum += copy.get<int>("a").value_or(0) + shared.at("m").get<int>("x").value_or(0) +
               static_cast<int>(shared.get<std::vector<int>>("list").value().size()) +
               static_cast<int>(copy.keys().size());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(sums == std::vector<int>(8, 100 * (7 + 1 + 3 + 6)));
}

TEST_SUITE("sources") {
  TEST_CASE("all sources are told in order, also what they hide from each other") {
    const Config config =
        Config::of({texts("front", {{"a", "1"}}), texts("back", {{"a", "2"}, {"b", "3"}})});

    const auto sources = config.at("a").sources();

    REQUIRE(sources.size() == 2);
    CHECK(sources[0].name == "front");
    REQUIRE(sources[1].properties->size() == 2);
    CHECK(sources[1].properties->front().value == cairn::Value("2"));
    CHECK(Config::of(sources).get<std::string>("b").value() == "3");
  }
}
