// Answers as messages: what is in them, and what is put around them without making them anew.
#include "rpc/encode.hpp"

#include <doctest/doctest.h>

#include <string>

#include "cairn/v1/config.pb.h"
#include "rpc/environment_reader.hpp"

using namespace cairn;

namespace {

service::Answer answer(std::string body) {
  service::Answer made;
  made.body = std::move(body);
  made.etag = "W/\"tag\"";
  made.revision = "0123";
  return made;
}

const std::string shop = R"({"name":"shop","profiles":["dev,x"],"label":null,"version":"0123",)"
                         R"("state":"","propertySources":[{"name":"a.yml","source":{)"
                         R"("text":"one","count":-3,"large":18446744073709551615,"rate":1.50E+10,)"
                         R"("huge":123456789012345678901234567890,"open":false,"none":null}},)"
                         R"({"name":"b","source":{}}]})";

v1::Environment read(const std::string& json) {
  v1::Environment environment;
  REQUIRE(rpc::read_environment(json, environment));
  return environment;
}

}  // namespace

TEST_SUITE("rpc::read_environment") {
  TEST_CASE("names are there or null") {
    const auto environment = read(shop);
    CHECK(environment.name() == "shop");
    CHECK(environment.profiles_size() == 1);
    CHECK(environment.profiles(0) == "dev,x");
    CHECK_FALSE(environment.has_label());
    CHECK(environment.version() == "0123");
    CHECK(environment.has_state());
    CHECK(environment.property_sources_size() == 2);
    CHECK(environment.property_sources(1).name() == "b");
    CHECK(environment.property_sources(1).properties_size() == 0);
  }

  TEST_CASE("values keep their type, their order and their digits") {
    const auto environment = read(shop);
    const auto& properties = environment.property_sources(0).properties();
    REQUIRE(properties.size() == 7);
    CHECK(properties[0].key() == "text");
    CHECK(properties[0].value().text() == "one");
    CHECK(properties[1].value().integer() == -3);
    CHECK(properties[2].value().number() == "18446744073709551615");
    CHECK(properties[3].value().number() == "1.50E+10");
    CHECK(properties[4].value().number() == "123456789012345678901234567890");
    CHECK(properties[5].value().has_boolean());
    CHECK_FALSE(properties[5].value().boolean());
    CHECK(properties[6].value().kind_case() == v1::Value::KIND_NOT_SET);
  }

  TEST_CASE("origins stand beside the values that have one") {
    const auto environment =
        read(R"({"name":"shop","propertySources":[{"name":"a","source":{)"
             R"("value":{"value":"one","origin":"1:2"},"origin":{"value":2,"origin":"2:1"},)"
             R"("bare":"x"}}]})");
    const auto& properties = environment.property_sources(0).properties();
    REQUIRE(properties.size() == 3);
    CHECK(properties[0].key() == "value");
    CHECK(properties[0].value().text() == "one");
    CHECK(properties[0].origin() == "1:2");
    CHECK(properties[1].key() == "origin");
    CHECK(properties[1].value().integer() == 2);
    CHECK(properties[1].origin() == "2:1");
    CHECK(properties[2].value().text() == "x");
    CHECK(properties[2].origin().empty());
  }

  TEST_CASE("what is no environment is refused") {
    for (const char* json :
         {"", "[]", "{", "1", R"({"name":1})", R"({"other":"x"})", R"({"name":{"a":"b"}})",
          R"({"propertySources":[{"name":"a","source":{"k":[]}}]})",
          R"({"propertySources":[{"name":"a","source":{"k":{"value":{"a":1}}}}]})",
          R"({"name":"a"} trailing)", "{\"name\":\"\xff\"}"}) {
      CAPTURE(json);
      v1::Environment environment;
      CHECK_FALSE(rpc::read_environment(json, environment));
    }
  }
}

TEST_SUITE("rpc::encode") {
  TEST_CASE("staleness is appended to a message that is known already") {
    const auto bytes = rpc::encode_answer(answer(shop), false);
    REQUIRE(bytes.has_value());
    v1::GetResponse response;
    REQUIRE(response.ParseFromString(*bytes + rpc::encode_stale(17, "held", false)));
    CHECK(response.facts().etag() == "W/\"tag\"");
    CHECK(response.facts().revision() == "0123");
    CHECK(response.environment().name() == "shop");
    CHECK(response.stale().since() == 17);
    CHECK(response.stale().reason() == "held");
  }

  TEST_CASE("the envelope of a stream fits messages of every size") {
    for (const std::size_t size : {0U, 1U, 127U, 128U, 16'383U, 16'384U, 3'000'000U}) {
      CAPTURE(size);
      for (const bool file : {false, true}) {
        auto content = answer(std::string(size, 'x'));
        const auto bytes = file ? *rpc::encode_answer(content, true)
                                : rpc::encode_stale(1, std::string(size, 'x'), false);
        v1::WatchResponse response;
        REQUIRE(response.ParseFromString(rpc::watch_envelope(bytes.size(), file) + bytes));
        CHECK(response.state_case() ==
              (file ? v1::WatchResponse::kFile : v1::WatchResponse::kEnvironment));
        CHECK((file ? response.file().content().size()
                    : response.environment().stale().reason().size()) == size);
      }
    }
  }

  TEST_CASE("bytes of a file are bytes, and facts that are no UTF-8 do not spoil a message") {
    auto odd = answer(std::string("\xff\x00\xfe", 3));
    odd.rejected = "0123; caf\xe9.yml:1:1 broken";
    v1::GetFileResponse response;
    REQUIRE(response.ParseFromString(*rpc::encode_answer(odd, true)));
    CHECK(response.content() == odd.body);
    CHECK(response.facts().rejected() == "0123; caf?.yml:1:1 broken");
  }

  TEST_CASE("what is not modified has facts and no content") {
    v1::GetResponse response;
    REQUIRE(response.ParseFromString(rpc::encode_not_modified(answer(shop), false)));
    CHECK(response.not_modified());
    CHECK_FALSE(response.has_environment());
    CHECK(response.facts().etag() == "W/\"tag\"");
  }
}

TEST_SUITE("rpc::verdict_of") {
  TEST_CASE("a failure tells its kind and nothing of the repository") {
    service::Answer failed;
    failed.error = "shop.yml:3:7: secret words";
    for (const auto& [status, code] : {std::pair{400, rpc::Code::invalid_argument},
                                       {404, rpc::Code::not_found},
                                       {429, rpc::Code::resource_exhausted},
                                       {503, rpc::Code::unavailable},
                                       {500, rpc::Code::internal}}) {
      failed.status = status;
      const auto verdict = rpc::verdict_of(failed);
      CHECK(verdict.code == code);
      CHECK(verdict.message.find("secret") == std::string::npos);
    }
    failed.unusable = true;
    CHECK(rpc::verdict_of(failed).code == rpc::Code::failed_precondition);
  }
}
