// Tests of bus ids, destinations and matching: the table of Spring Cloud Bus's rules.
#include "bus/address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn::bus;

TEST_SUITE("matches") {
  TEST_CASE("a destination means the ids that Spring's matcher says") {
    struct Row {
      const char* destination;
      const char* id;
      bool meant;
    };
    const Row rows[] = {
        {"**", "anything:1:2", true},
        {"one:**", "one", true},
        {"one:**", "one:8888", true},
        {"one:**", "one:two:8888", true},
        {"o*:t*:**", "one:two:8888", true},
        {"o*:f*:**", "one:two:8888", false},
        {"one:two:9999", "one:two:8888", false},
        {"shop:cloud:*", "shop:dev,cloud:80", true},
        {"shop:cloud:8008", "shop:dev,cloud:80", false},
        {"shop:dev:80", "shop:dev,cloud:80", true},
        {"foo:**", "foo-bar:8080:x", false},
        {"*:**", "orders:8080:abc", true},
        {"o?e:**", "one:1", true},
        {"o?e:**", "oe:1", false},
        {"{any}:1", "one:1", true},
        {"{broken:1", "one:1", false},
        {"**:x", "a:b:c:x", true},
        {"**:x", "x", true},
        {"a:**:z", "a:z", true},
        {"a:**:z", "a:b:c:z", true},
        {"a:**:z", "a:b:c", false},
        {"One:**", "one:1", false},
        {"one", "one:1", false},
        {"", "one:1", false},
        {"*a*b*c", "xaybzc", true},
        {"*a*b*c", "xaybz", false},
    };
    for (const Row& row : rows) {
      CAPTURE(row.destination);
      CAPTURE(row.id);
      CHECK(matches(row.destination, row.id) == row.meant);
    }
  }

  TEST_CASE("a pattern that goes wrong in many ways does so in little time") {
    const std::string pattern = std::string(2'000, '*') + 'a';
    CHECK_FALSE(matches(pattern, std::string(2'000, 'b')));
    std::string segments;
    for (int i = 0; i < 5'000; ++i) {
      segments += "**:";
    }
    CHECK_FALSE(matches(segments + "x", "a:b:c:d:e"));
  }

  TEST_CASE("an event without destination is for everybody") {
    CHECK(is_meant("", "orders:1:2", {}));
    CHECK(is_meant("  ", "orders:1:2", {}));
  }

  TEST_CASE("somebody with several names hears each of them") {
    CHECK(is_meant("foo:**", "fallback:8080:x", {"bar", "foo"}));
    CHECK_FALSE(is_meant("foo:**", "fallback:8080:x", {"bar"}));
    CHECK(is_meant("foo:8080:**", "fallback:8080:x", {"foo"}));
    CHECK_FALSE(is_meant("foo:9090:**", "fallback:8080:x", {"foo"}));
  }
}

TEST_SUITE("destination_of") {
  TEST_CASE("who names no instance means all of them") {
    CHECK(destination_of(std::nullopt) == "**");
    CHECK(destination_of("**") == "**");
    CHECK(destination_of("foo") == "foo:**");
    CHECK(destination_of("*") == "*:**");
    CHECK(destination_of("foo:8080") == "foo:8080:**");
    CHECK(destination_of("foo:**") == "foo:**");
    CHECK(destination_of("foo:dev:8080") == "foo:dev:8080");
  }

  TEST_CASE("an application whose name would mean something else is everybody") {
    CHECK(destination_of_application("orders") == "orders:**");
    CHECK(destination_of_application("my.app-dev") == "my.app-dev:**");
    for (const char* name : {"*", "", "a*b", "a?", "{x}", "a:b", "a,b", "a\nb"}) {
      CAPTURE(name);
      CHECK(destination_of_application(name) == "*:**");
    }
  }
}

TEST_SUITE("default_id") {
  TEST_CASE("it is made of what there is") {
    CHECK(default_id("config", "", "8888", "0e78") == "config:8888:0e78");
    CHECK(default_id("config", "native,dev", "8888", "0e78") == "config:native,dev:8888:0e78");
    CHECK(application_of("config:8888:0e78") == "config");
    CHECK(application_of("config") == "config");
  }
}
