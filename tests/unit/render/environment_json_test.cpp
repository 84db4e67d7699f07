// Environment JSON, with and without origins.
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "render/json_text.hpp"
#include "render/render.hpp"
#include "unit/render/environments.hpp"

namespace cairn::render {
namespace {

std::string json_of(const Value& value) {
  std::string out;
  append_json_value(out, value);
  return out;
}

TEST_SUITE("environment_json") {
  TEST_CASE("fields come in the reference's order, and what is missing is null") {
    Environment empty;
    empty.name = "shop,cart";
    empty.profiles = "eu,prod";
    CHECK(environment_json(empty, false) ==
          R"({"name":"shop,cart","profiles":["eu,prod"],"label":null,"version":null,)"
          R"("state":null,"propertySources":[]})");
  }

  TEST_CASE("sources keep their order and values their types") {
    Environment shop = environment({{text("a", "x"), number("n", 8080)}, {property("t", true)}});
    shop.label = "main";
    shop.version = "2f6c";
    shop.state = "";
    CHECK(environment_json(shop, false) ==
          R"({"name":"shop","profiles":["dev"],"label":"main","version":"2f6c","state":"",)"
          R"("propertySources":[{"name":"file.yml","source":{"a":"x","n":8080}},)"
          R"({"name":"file.yml","source":{"t":true}}]})");
  }

  TEST_CASE("with origins a value without a known place stays bare") {
    Environment shop = environment({{property("a", std::string("x"), {3, 7}), text("b", "y")}});
    shop.sources.push_back(source("overrides", {number("c", 1)}));
    shop.sources.back().described_origin = "Config server overrides";
    const std::string json = environment_json(shop, true);
    CHECK(json.find(R"({"a":{"value":"x","origin":"3:7"},"b":"y"})") != std::string::npos);
    CHECK(json.find(R"({"c":{"value":1,"origin":"Config server overrides"}})") !=
          std::string::npos);
  }
}

TEST_SUITE("JSON values") {
  TEST_CASE("numbers of every kind") {
    CHECK(json_of(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(json_of(BigInteger{"9223372036854775808"}) == "9223372036854775808");
    CHECK(json_of(1e10) == "1.0E10");
    CHECK(json_of(0.5) == "0.5");
    CHECK(json_of(std::numeric_limits<double>::infinity()) == R"("Infinity")");
    CHECK(json_of(-std::numeric_limits<double>::infinity()) == R"("-Infinity")");
    CHECK(json_of(std::numeric_limits<double>::quiet_NaN()) == R"("NaN")");
  }

  TEST_CASE("bytes are base64 with padding") {
    CHECK(json_of(Binary{""}) == R"("")");
    CHECK(json_of(Binary{"h"}) == R"("aA==")");
    CHECK(json_of(Binary{"hi"}) == R"("aGk=")");
    CHECK(json_of(Binary{"\xFF\xFE\xFD"}) == R"("//79")");
  }

  TEST_CASE("only what must be escaped is") {
    CHECK(json_of(std::string("\"\\\b\t\n\f\r")) == R"("\"\\\b\t\n\f\r")");
    CHECK(json_of(std::string("\x01\x1F\x7F/", 4)) == "\"\\u0001\\u001F\x7F/\"");
    CHECK(json_of(std::string("a\0b", 3)) == R"("a\u0000b")");
    CHECK(json_of(std::string("é\u2028😀")) == "\"é\u2028😀\"");
  }
}

}  // namespace
}  // namespace cairn::render
