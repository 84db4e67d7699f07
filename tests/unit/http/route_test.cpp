// The route table: which path is which resource.
#include "http/route.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn::http;
using cairn::service::Format;

namespace {

// The route in words: "env name|profiles|label", "flat ...", "file ...|path", ...
std::string words(const char* path, const Options& options = {}, bool use_default_label = false,
                  bool posting = false) {
  Target target;
  REQUIRE(target.parse(path));
  const Route route = find_route(target, use_default_label, options, posting);
  std::string out;
  switch (route.place) {
    case Place::nowhere:
      return "nowhere";
    case Place::bad_request:
      return "bad";
    case Place::environment:
      out = "env ";
      break;
    case Place::flat:
      out = route.flat == Format::flat_yaml         ? "yaml "
            : route.flat == Format::flat_properties ? "properties "
                                                    : "json ";
      break;
    case Place::file:
      out = "file ";
      break;
    case Place::actuator_index:
      return "actuator";
    case Place::health:
      return "health " + route.rest;
    case Place::info:
      return "info";
    case Place::refresh:
      return "refresh";
    case Place::status:
      return "status";
    case Place::prometheus:
      return "prometheus";
    case Place::metrics:
      return "metrics " + route.rest;
    case Place::env:
      return "env " + route.rest;
    case Place::monitor:
      return "monitor";
    case Place::sources:
      return "sources";
    case Place::pin:
      return "pin";
    case Place::actuator_refresh:
      return "actuator refresh";
    case Place::bus_refresh:
      return "bus refresh " + route.rest;
    case Place::bus_environment:
      return "bus environment " + route.rest;
    case Place::encrypt_status:
      return "encrypt status";
    case Place::encrypt:
      out = "encrypt ";
      break;
    case Place::decrypt:
      out = "decrypt ";
      break;
    case Place::public_key:
      out = "key ";
      break;
  }
  out += std::string(route.name) + '|' + std::string(route.profiles) + '|' +
         (route.label ? std::string(*route.label) : "-");
  return route.place == Place::file ? out + '|' + route.path : out;
}

struct Case {
  const char* path;
  const char* expected;
};

}  // namespace

TEST_SUITE("http::find_route") {
  TEST_CASE("splitting of names, profiles and labels") {
    for (const Case& each : {
             Case{"/shop/dev", "env shop|dev|-"},
             Case{"/shop/dev/main", "env shop|dev|main"},
             Case{"/shop-dev.yml", "yaml shop|dev|-"},
             Case{"/shop-dev.yaml", "yaml shop|dev|-"},
             Case{"/web-shop-dev.properties", "properties web-shop|dev|-"},
             Case{"/shop-eu-west.yml", "yaml shop-eu|west|-"},
             Case{"/shop,cart-dev,eu.yml", "yaml shop,cart|dev,eu|-"},
             Case{"/v2/web-shop-dev.json", "json web-shop|dev|v2"},
             Case{"/shop-dev.x.yml", "yaml shop|dev.x|-"},
             Case{"/cart-dev.yml.json", "json cart|dev.yml|-"},
             Case{"/a-b/c-d.yml", "yaml c|d|a-b"},
             Case{"/shop-.yml", "yaml shop||-"},
             Case{"/-dev.yml", "yaml |dev|-"},
             Case{"/shop/dev.yml", "nowhere"},
             Case{"/shop/dev.yml.bak", "nowhere"},
             Case{"/shop/a.yml-dev", "nowhere"},
             Case{"/shop/a.json-dev", "nowhere"},
             Case{"/shop/dev.ymlx", "env shop|dev.ymlx|-"},
             Case{"/shop/json", "env shop|json|-"},
             Case{"/shop/.json", "env shop|.json|-"},
             Case{"/shop/x.JSON", "env shop|x.JSON|-"},
             Case{"/shop/dev.yml/main", "env shop|dev.yml|main"},
             Case{"/shop/dev/app-x.yml", "env shop|dev|app-x.yml"},
             Case{"/shop/dev;x=1/main", "env shop|dev|main"},
             Case{"/shop%2Ddev.yml", "yaml shop|dev|-"},
         }) {
      CAPTURE(each.path);
      CHECK(words(each.path) == each.expected);
    }
  }

  TEST_CASE("what has no route") {
    for (const char* path :
         {"/shop-dev.YML", "/shop.yml", "/shop", "/shop/", "/shop/dev/", "//shop/dev", "/", "//",
          "/shop//dev", "/shop//dev/main", "/shop/dev//main/a.txt", "/shop/dev//", "/;x=1/dev",
          "//shop-dev.yml", "/error"}) {
      CAPTURE(path);
      CHECK(words(path) == "nowhere");
    }
  }

  TEST_CASE("files take the rest of the path") {
    CHECK(words("/shop/dev/main/a.txt") == "file shop|dev|main|a.txt");
    CHECK(words("/shop/dev/main/dir//a.txt") == "file shop|dev|main|dir//a.txt");
    CHECK(words("/shop/dev/main/") == "file shop|dev|main|");
    CHECK(words("/shop/dev/a.txt", {}, true) == "file shop|dev|-|a.txt");
    CHECK(words("/shop/dev/main/a.txt", {}, true) == "file shop|dev|main|a.txt");
    CHECK(words("/shop/dev", {}, true) == "env shop|dev|-");
  }

  TEST_CASE("without files there are no file routes") {
    Options options;
    options.files = false;
    CHECK(words("/shop/dev/main/a.txt", options) == "nowhere");
    CHECK(words("/shop/dev/a.txt", options, true) == "env shop|dev|a.txt");
  }

  TEST_CASE("an encoded slash belongs into labels only") {
    CHECK(words("/shop/dev/feat%2Fx") == "env shop|dev|feat(_)x");
    CHECK(words("/shop/dev/feat%2fx/a.txt") == "file shop|dev|feat(_)x|a.txt");
    CHECK(words("/feat%2Fx/shop-dev.yml") == "yaml shop|dev|feat(_)x");
    for (const char* path : {"/a%2Fb/dev", "/shop/d%2Fev", "/shop/dev/main/%2Fetc",
                             "/a%2Fb/dev/main", "/shop%2Fdev", "/actuator%2Fhealth"}) {
      CAPTURE(path);
      CHECK(words(path) == "bad");
    }
  }

  TEST_CASE("a prefix stands in front of configuration, but not of health") {
    Options options;
    options.prefix = "/config/v1";
    CHECK(words("/config/v1/shop/dev", options) == "env shop|dev|-");
    CHECK(words("/config/v1/shop-dev.yml", options) == "yaml shop|dev|-");
    CHECK(words("/config/v1/shop/dev/main/a.txt", options) == "file shop|dev|main|a.txt");
    CHECK(words("/config/v1", options) == "nowhere");
    CHECK(words("/shop/dev", options) == "nowhere");
    CHECK(words("/actuator/health", options) == "health ");
    CHECK(words("/-/v1/status", options) == "status");
  }

  TEST_CASE("what a bus adds to the actuator is there with one, where it is exposed") {
    Options options;
    options.health.exposed = {"busrefresh"};
    CHECK(words("/actuator/busrefresh", options) == "nowhere");
    options.bus = true;
    CHECK(words("/actuator/busrefresh", options) == "bus refresh ");
    CHECK(words("/actuator/bus-refresh/orders/8081", options) == "bus refresh orders:8081");
    CHECK(words("/actuator/busenv", options) == "nowhere");
    options.health.exposed = {"*"};
    CHECK(words("/actuator/busenv/orders", options) == "bus environment orders");
    CHECK(words("/actuator/bus-env", options) == "bus environment ");
    CHECK(words("/actuator/busshutdown", options) == "nowhere");
  }

  TEST_CASE("the actuator's path is reserved") {
    for (const Case& each : {
             Case{"/actuator", "actuator"},
             Case{"/actuator/health", "health "},
             Case{"/actuator/health/", "health "},
             Case{"/actuator/health/configServer", "health configServer"},
             Case{"/actuator/health/a/b", "health a/b"},
             Case{"/actuator/%68ealth", "health "},
             Case{"/actuator/info", "nowhere"},
             Case{"/actuator/env", "nowhere"},
             Case{"/actuator/dev/main", "nowhere"},
             Case{"/actuator/", "nowhere"},
             Case{"/actuator-dev.yml", "yaml actuator|dev|-"},
             Case{"/main/actuator-dev.yml", "yaml actuator|dev|main"},
         }) {
      CAPTURE(each.path);
      CHECK(words(each.path) == each.expected);
    }
    Options options;
    options.health.exposed = {"info"};
    CHECK(words("/actuator/info", options) == "info");
    CHECK(words("/actuator/info/x", options) == "nowhere");
    CHECK(words("/actuator/health", options) == "nowhere");
    options.health.exposed = {"*"};
    options.health.base_path = "/manage";
    CHECK(words("/manage/health", options) == "health ");
    CHECK(words("/actuator/health", options) == "env actuator|health|-");
  }

  TEST_CASE("paths of ciphers win over configuration, but where a GET means configuration") {
    struct Both {
      const char* path;
      const char* get;
      const char* post;
    };
    Options options;
    options.ciphers = CipherEndpoints::all;
    for (const Both& each : {
             Both{"/encrypt", "encrypt ||-", "encrypt ||-"},
             Both{"/decrypt", "decrypt ||-", "decrypt ||-"},
             Both{"/key", "key ||-", "key ||-"},
             Both{"/encrypt/status", "encrypt status", "encrypt status"},
             Both{"/decrypt/status", "env decrypt|status|-", "env decrypt|status|-"},
             Both{"/encrypt/shop", "env encrypt|shop|-", "env encrypt|shop|-"},
             Both{"/encrypt/shop/dev", "env encrypt|shop|dev", "encrypt shop|dev|-"},
             Both{"/decrypt/shop/dev", "env decrypt|shop|dev", "decrypt shop|dev|-"},
             Both{"/key/shop/dev", "key shop|dev|-", "key shop|dev|-"},
             Both{"/key/shop", "env key|shop|-", "env key|shop|-"},
             Both{"/encrypt/shop/dev/x", "file encrypt|shop|dev|x", "file encrypt|shop|dev|x"},
             Both{"/encrypt/", "nowhere", "nowhere"},
             Both{"/encrypt//dev", "nowhere", "nowhere"},
             Both{"/Encrypt", "nowhere", "nowhere"},
         }) {
      CAPTURE(each.path);
      CHECK(words(each.path, options) == each.get);
      CHECK(words(each.path, options, false, true) == each.post);
    }
    options.prefix = "/config";
    CHECK(words("/config/decrypt", options) == "decrypt ||-");
    CHECK(words("/decrypt", options) == "nowhere");
  }

  TEST_CASE("what is switched off is no path of its own") {
    Options options;
    CHECK(words("/encrypt", options, false, true) == "nowhere");
    CHECK(words("/key", options) == "nowhere");
    CHECK(words("/decrypt/shop/dev", options, false, true) == "env decrypt|shop|dev");
    options.ciphers = CipherEndpoints::encrypt_only;
    CHECK(words("/encrypt", options, false, true) == "encrypt ||-");
    CHECK(words("/encrypt/status", options) == "encrypt status");
    CHECK(words("/key", options) == "key ||-");
    CHECK(words("/decrypt", options, false, true) == "nowhere");
    CHECK(words("/decrypt/shop/dev", options, false, true) == "env decrypt|shop|dev");
  }

  TEST_CASE("pushes are told at /monitor, or below another path for a POST alone") {
    Options options;
    CHECK(words("/monitor", options) == "nowhere");
    options.monitor_path = "/monitor";
    CHECK(words("/monitor", options) == "monitor");
    CHECK(words("/monitor", options, false, true) == "monitor");
    CHECK(words("/hooks/monitor", options, false, true) == "env hooks|monitor|-");
    options.monitor_path = "/hooks/monitor";
    options.prefix = "/config";
    CHECK(words("/hooks/monitor", options, false, true) == "monitor");
    CHECK(words("/config/hooks/monitor", options) == "env hooks|monitor|-");
    CHECK(words("/monitor", options, false, true) == "nowhere");
    options.prefix.clear();
    CHECK(words("/hooks/monitor", options) == "env hooks|monitor|-");
  }

  TEST_CASE("our own paths are reserved") {
    CHECK(words("/-/v1/refresh") == "refresh");
    CHECK(words("/-/v1/status") == "status");
    CHECK(words("/-/v1/sources") == "sources");
    CHECK(words("/-/v1/pin") == "pin");
    CHECK(words("/-/v1/pin/x") == "nowhere");
    CHECK(words("/-/v1/other") == "nowhere");
    CHECK(words("/-/dev") == "nowhere");
    CHECK(words("/-/v1/status/x") == "nowhere");
  }
}
