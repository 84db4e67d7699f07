// What the server encodes is what the client library reads: an environment there and back.
#include <doctest/doctest.h>

#include <string>

#include "cairn/v1/config.pb.h"
#include "carrier/environment_json.hpp"
#include "fetch/decode.hpp"
#include "rpc/environment_reader.hpp"

using namespace cairn;

namespace {

std::string there_and_back(const std::string& json) {
  v1::Environment environment;
  REQUIRE(rpc::read_environment(json, environment));
  return carrier::environment_json(environment);
}

}  // namespace

TEST_SUITE("an environment over gRPC") {
  TEST_CASE("comes back as it was, values, digits, order and origins") {
    const std::string json =
        R"({"name":"shop","profiles":["dev,cloud"],"label":"main","version":"1a","state":"",)"
        R"("propertySources":[{"name":"file:shop.yml","source":{"b":{"value":"x","origin":"1:4"},)"
        R"("a":-5,"t":true,"n":null,"d":1.50,"big":123456789012345678901234567890,"e":""}},)"
        R"({"name":"empty","source":{}}]})";
    CHECK(there_and_back(json) == json);
  }

  TEST_CASE("what is not set is left out") {
    CHECK(there_and_back(R"({"name":"shop","profiles":[],"label":null,"propertySources":[]})") ==
          R"({"name":"shop","profiles":[],"propertySources":[]})");
  }

  TEST_CASE("every character of text arrives") {
    const std::string text = "\"\\/\b\f\n\r\t\x01\x1f\x7f \xC3\xBC \xF0\x9F\x98\x80";
    v1::Environment environment;
    auto& property = *environment.add_property_sources()->add_properties();
    property.set_key(text);
    property.mutable_value()->set_text(text);
    const auto decoded = fetch::decode_environment(carrier::environment_json(environment));
    REQUIRE(decoded.has_value());
    const Property& read = decoded->sources.at(0).properties->at(0);
    CHECK(read.key == text);
    CHECK(read.value == Value(text));
  }
}
