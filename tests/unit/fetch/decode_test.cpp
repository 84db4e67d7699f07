// Decoding answers: what is kept, and what is refused.
#include "fetch/decode.hpp"

#include <doctest/doctest.h>

#include <string>

#include "fetch/origin_text.hpp"

using namespace cairn;
using namespace cairn::fetch;

namespace {

// The first source of an answer that has this JSON object as its properties.
PropertySource source(const std::string& properties, const std::string& name = "r/shop.yml") {
  const auto environment = decode_environment(R"({"propertySources":[{"name":")" + name +
                                              R"(","source":)" + properties + "}]}");
  INFO((environment ? "" : environment.error().message));
  REQUIRE(environment.has_value());
  REQUIRE(environment->sources.size() == 1);
  return environment->sources[0];
}

Value value(const std::string& json) {
  return source("{\"k\":" + json + "}").properties->at(0).value;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_SUITE("fetch: decoding") {
  TEST_CASE("a v1 answer keeps its order and its types") {
    const auto environment = decode_environment(R"({
      "name":"shop","profiles":["dev","eu"],"label":null,"version":"f61f","state":"","extra":{"a":[1]},
      "propertySources":[
        {"name":"r/shop-dev.yml","source":{"z":1,"a":true,"m.x":"text","steps[0]":1.5}},
        {"name":"overrides","source":{}}]})");
    REQUIRE(environment.has_value());

    CHECK(environment->name == "shop");
    CHECK(environment->profiles == "dev,eu");
    CHECK_FALSE(environment->label.has_value());
    CHECK(environment->version == "f61f");
    CHECK(environment->state == "");
    REQUIRE(environment->sources.size() == 2);
    const Properties& first = *environment->sources[0].properties;
    REQUIRE(first.size() == 4);
    CHECK(first[0].key == "z");
    CHECK(first[0].value == Value(std::int64_t{1}));
    CHECK(first[1].value == Value(true));
    CHECK(first[2].value == Value("text"));
    CHECK(first[3].value == Value(1.5));
    CHECK(environment->sources[0].file == "r/shop-dev.yml");
    CHECK(environment->sources[1].file.empty());
  }

  TEST_CASE("a v2 value is unwrapped with its origin; another object stays as JSON") {
    const PropertySource read = source(
        R"({"a":{"value":8080,"origin":"3:7"},"b":{"value":null,"origin":"4:1"},
            "c":{"value":1},"d":{"value":1,"origin":"1:1","more":2},"e":[1,"x",null,{"y":1.50}]})");
    const Properties& properties = *read.properties;

    CHECK(properties[0].value == Value(std::int64_t{8080}));
    CHECK(properties[0].at == Position{3, 7});
    CHECK(properties[1].value == Value(std::string()));
    CHECK(properties[1].at == Position{4, 1});
    CHECK(properties[2].value == Value(R"({"value":1})"));
    CHECK(properties[3].value == Value(R"({"value":1,"origin":"1:1","more":2})"));
    CHECK(properties[4].value == Value(R"([1,"x",null,{"y":1.50}])"));
    CHECK(read.file == "r/shop.yml");
    CHECK(read.described_origin.empty());
  }

  TEST_CASE("an origin without a position is kept as words, one with a file names it") {
    const PropertySource overrides =
        source(R"({"a":{"value":1,"origin":"Config server overrides"}})", "overrides");
    CHECK(overrides.described_origin == "Config server overrides");
    CHECK(source(R"({"a":{"value":1,"origin":"URL [file:/x/shop.yml]:3:7"}})", "s").file ==
          "file:/x/shop.yml");
  }

  TEST_CASE("numbers lose nothing") {
    CHECK(value("9223372036854775807") == Value(std::int64_t{9223372036854775807}));
    CHECK(value("-9223372036854775808") == Value(std::int64_t{-9223372036854775807 - 1}));
    CHECK(value("9223372036854775808") == Value(BigInteger{"9223372036854775808"}));
    CHECK(value("-123456789012345678901234567890") ==
          Value(BigInteger{"-123456789012345678901234567890"}));
    for (const char* text : {"1.5", "1.50", "0.1", "1.0E8", "-0.0", "1e-7", "123456.789e3"}) {
      CAPTURE(text);
      CHECK(value(text) == Value(std::stod(text)));
    }
    // A double would change these.
    CHECK(value("3.14159265358979323846") == Value("3.14159265358979323846"));
    CHECK(value("0.1000000000000000055511151231257827") ==
          Value("0.1000000000000000055511151231257827"));
    CHECK(value("1e-400") == Value("1e-400"));
    CHECK(value("1e999") == Value("1e999"));
    CHECK(value(std::string(1024, '7')) == Value(BigInteger{std::string(1024, '7')}));
  }

  TEST_CASE("null lists and absent fields are tolerated") {
    for (const char* text :
         {R"({"propertySources":null})", R"({"propertySources":[],"profiles":null,"name":null})",
          R"({"propertySources":[{"name":null,"source":null},{}]})"}) {
      CAPTURE(text);
      CHECK(decode_environment(text).has_value());
    }
  }

  TEST_CASE("what is no environment is refused") {
    for (const char* text :
         {"", "null", "[]", "{}", "1", "<html>", R"({"propertySources":{}})",
          R"({"propertySources":[1]})", R"({"propertySources":[{"source":[]}]})",
          R"({"propertySources":[]} x)", R"({"propertySources":[],})", R"({"propertySources":[)",
          R"({"propertySources":[],"propertySources":[]})",
          R"({"propertySources":[{"name":"s","source":{"a":1,"a":2}}]})",
          "{\"propertySources\":[],\"name\":\"\xff\"}", R"({"propertySources":[],"n":1e99999})",
          R"({"propertySources":[],"n":NaN})", R"({"propertySources":[] /* */})"}) {
      CAPTURE(text);
      const auto environment = decode_environment(text);
      REQUIRE_FALSE(environment.has_value());
      CHECK(environment.error().code == ErrorCode::failed_precondition);
    }
  }

  TEST_CASE("depth and size have limits, exactly") {
    const JsonLimits limits{4, 5};
    CHECK(parse_json(nested(4), limits).has_value());
    CHECK_FALSE(parse_json(nested(5), limits).has_value());
    CHECK(parse_json("[1,2,3,4]", limits).has_value());
    CHECK_FALSE(parse_json("[1,2,3,4,5]", limits).has_value());
    CHECK_FALSE(parse_json(nested(1'000'000)).has_value());
  }

  TEST_CASE("only JSON types are JSON") {
    for (const char* type : {"application/json", "Application/JSON; charset=UTF-8",
                             "application/vnd.spring-cloud.config-server.v2+json;charset=UTF-8"}) {
      CHECK(is_json_type(type));
    }
    for (const char* type : {"", "text/html", "text/json", "application/+json", "application/jsonp",
                             "application/xml", "text/plain; x=application/json"}) {
      CAPTURE(type);
      CHECK_FALSE(is_json_type(type));
    }
  }
}

TEST_SUITE("fetch: origins") {
  TEST_CASE("positions are read from the end") {
    struct Row {
      const char* text;
      const char* origin;
      const char* described;
    };
    for (const Row& row : {
             Row{"3:7", "3:7", ""},
             Row{"URL [file:/x/shop.yml]:3:7", "file:/x/shop.yml:3:7", ""},
             Row{"shop.yml:3:7", "shop.yml:3:7", ""},
             Row{"class path resource [shop.yml] - 3:7", "shop.yml:3:7", ""},
             Row{"Config server overrides", "", "Config server overrides"},
             Row{"", "", ""},
             Row{"7", "", "7"},
             Row{"0:7", "", "0:7"},
             Row{"15:0", "15:0", ""},
             Row{"x3:7", "", "x3:7"},
             Row{"3:99999999999", "", "3:99999999999"},
         }) {
      CAPTURE(row.text);
      const ParsedOrigin parsed = parse_origin(row.text);
      CHECK(parsed.origin.text() == row.origin);
      CHECK(parsed.described == row.described);
    }
  }

  TEST_CASE("a source's name tells its file") {
    CHECK(file_of_source("https://git/x.git/shop-dev.yml") == "https://git/x.git/shop-dev.yml");
    CHECK(file_of_source("https://git/x.git/shop.yml (document #1)") ==
          "https://git/x.git/shop.yml");
    CHECK(file_of_source("r/Config resource 'file [b/shop.yml' via location '' (document #0)") ==
          "b/shop.yml");
    CHECK(file_of_source("overrides").empty());
    CHECK(file_of_source("vault:shop").empty());
  }
}
