// Which keys differ between two answers.
#include "service/changed_keys.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace cairn;
using namespace cairn::service;

namespace {

using Keys = std::vector<std::string>;

Answer with_body(std::string body, int status = 200) {
  Answer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

std::optional<Keys> compare(Format format, const std::string& before, const std::string& after) {
  return changed_keys(format, with_body(before), with_body(after));
}

std::string environment(const std::string& sources) {
  return R"({"name":"shop","profiles":["dev"],"label":null,"version":"c","state":null,)"
         R"("propertySources":[)" +
         sources + "]}";
}

}  // namespace

TEST_SUITE("changed_keys") {
  TEST_CASE("new, gone and changed keys are told, in order; equal ones are not") {
    CHECK(compare(Format::environment_v1,
                  environment(R"({"name":"a","source":{"same":1,"gone":"x","port":80}})"),
                  environment(R"({"name":"a","source":{"port":81,"same":1,"added":true}})")) ==
          Keys{"added", "gone", "port"});
  }

  TEST_CASE("of several sources the first one's value counts") {
    const std::string hidden = R"({"name":"b","source":{"port":1}})";
    const std::string other = R"({"name":"b","source":{"port":2}})";
    const std::string first = R"({"name":"a","source":{"port":80}},)";
    CHECK(compare(Format::environment_v1, environment(first + hidden),
                  environment(first + other)) == Keys{});
    CHECK(compare(Format::environment_v1, environment(hidden), environment(first + hidden)) ==
          Keys{"port"});
  }

  TEST_CASE("a value with another type is another value") {
    CHECK(compare(Format::environment_v1, environment(R"({"name":"a","source":{"port":"80"}})"),
                  environment(R"({"name":"a","source":{"port":80}})")) == Keys{"port"});
  }

  TEST_CASE("in v2 a value that only moved is no change") {
    const auto v2 = [](const std::string& value, const std::string& line) {
      return environment(R"({"name":"a","source":{"port":{"value":)" + value + R"(,"origin":")" +
                         line + R"("}}})");
    };
    CHECK(compare(Format::environment_v2, v2("80", "3:1"), v2("80", "4:1")) == Keys{});
    CHECK(compare(Format::environment_v2, v2("80", "3:1"), v2("81", "3:1")) == Keys{"port"});
  }

  TEST_CASE("flat formats are compared by their flat keys") {
    CHECK(compare(Format::flat_json, R"({"a":{"b":1,"list":["x","y"]},"empty":{}})",
                  R"({"a":{"b":1,"list":["x","z","w"]},"empty":{}})") ==
          Keys{"a.list[1]", "a.list[2]"});
    CHECK(compare(Format::flat_yaml, "a:\n  b: 1\n  c: 2\n", "a:\n  b: 1\n  c: 3\n") ==
          Keys{"a.c"});
    CHECK(compare(Format::flat_properties, "a.b: 1\nc: 2", "a.b: 1\nd: 2") == Keys{"c", "d"});
  }

  TEST_CASE("where there is nothing to compare nothing is told") {
    const std::string some = environment(R"({"name":"a","source":{"port":80}})");
    CHECK(compare(Format::text, "a", "b") == std::nullopt);
    CHECK(compare(Format::binary, "a", "b") == std::nullopt);
    CHECK(compare(Format::environment_v1, "no json", some) == std::nullopt);
    CHECK(compare(Format::flat_yaml, "a: [", "a: 1") == std::nullopt);
    CHECK(compare(Format::flat_json, "1", "2") == std::nullopt);
    CHECK(changed_keys(Format::environment_v1, with_body(some), with_body("", 404)) ==
          std::nullopt);
    CHECK(changed_keys(Format::environment_v1, with_body("", 500), with_body(some)) ==
          std::nullopt);
  }

  TEST_CASE("answers with decrypted values, and longer ones than the limit, are not read again") {
    const std::string json = R"({"a":1,"fill":")";
    const auto long_as = [&json](std::size_t bytes) {
      return json + std::string(bytes - json.size() - 2, 'x') + "\"}";
    };
    CHECK(compare(Format::flat_json, long_as(compared_bytes_max), long_as(100)) == Keys{"fill"});
    CHECK(compare(Format::flat_json, long_as(compared_bytes_max + 1), long_as(100)) ==
          std::nullopt);
    Answer secret;
    secret.secret_body = base::Secret(long_as(50));
    CHECK_FALSE(can_be_compared(secret));
    CHECK(changed_keys(Format::flat_json, secret, with_body(long_as(100))) == std::nullopt);
  }
}
