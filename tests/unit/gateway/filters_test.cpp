// Filters: headers, tokens, rates.
#include "filters.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using gateway::FilterSettings;
using gateway::Incoming;
using gateway::is_one_of;
using gateway::LimitType;
using gateway::RateLimits;
using gateway::RateLimitSettings;

namespace {

const RateLimits::Clock::time_point begin{};

Incoming request_with(gateway::Headers headers, std::string address = "10.0.0.1") {
  Incoming incoming;
  incoming.headers = std::move(headers);
  incoming.address = std::move(address);
  return incoming;
}

// The status of what is answered instead; 0 if the request goes on.
int status_for(const FilterSettings& filters, const Incoming& incoming) {
  RateLimits limits;
  const auto refused = gateway::refuse(filters, "route", incoming, limits, begin);
  return refused ? refused->status : 0;
}

std::vector<std::string> mistakes_in(const FilterSettings& filters) {
  std::vector<std::string> keys;
  gateway::check_filters(
      filters, [&](const std::string& key, const std::string& /*words*/) { keys.push_back(key); });
  return keys;
}

}  // namespace

TEST_CASE("a required header may be written in any case, and be empty") {
  FilterSettings filters;
  filters.required_headers = {"X-Client"};
  CHECK(status_for(filters, request_with({})) == 400);
  CHECK(status_for(filters, request_with({{"x-client", ""}})) == 0);
}

TEST_SUITE("tokens") {
  const std::vector<std::string> tokens = {"first-token-of-all", "second-token"};

  TEST_CASE("a text is one of the tokens only as a whole") {
    CHECK(is_one_of("first-token-of-all", tokens));
    CHECK(is_one_of("second-token", tokens));
    for (const char* text : {"", "first", "first-token-of-allx", "Second-token", "second-tokenx",
                             "first-token-of-all,second-token"}) {
      CAPTURE(text);
      CHECK_FALSE(is_one_of(text, tokens));
    }
    CHECK_FALSE(is_one_of("", {""}));
    // As long as twice the token, and the same again.
    CHECK_FALSE(is_one_of("second-tokensecond-token", tokens));
  }

  TEST_CASE("it comes as a bearer's, once") {
    FilterSettings filters;
    filters.tokens = tokens;
    CHECK(status_for(filters, request_with({{"Authorization", "Bearer second-token"}})) == 0);
    CHECK(status_for(filters, request_with({{"Authorization", "second-token"}})) == 401);
    CHECK(status_for(filters, request_with({{"Authorization", "Bearer second-token"},
                                            {"Authorization", "Bearer second-token"}})) == 401);
  }

  TEST_CASE("in another header it stands alone") {
    FilterSettings filters;
    filters.tokens = tokens;
    filters.token_header = "X-Api-Key";
    CHECK(status_for(filters, request_with({{"x-api-key", "second-token"}})) == 0);
    CHECK(status_for(filters, request_with({{"Authorization", "Bearer second-token"}})) == 401);
  }
}

TEST_SUITE("rates") {
  TEST_CASE("as many as the limit go on at once, and then one after each part of the interval") {
    RateLimits limits;
    const RateLimitSettings limit{4, 1000ms, LimitType::origin};
    for (int request = 0; request < 4; ++request) {
      CHECK_FALSE(limits.take("a", limit, begin).has_value());
    }
    const auto wait = limits.take("a", limit, begin);
    REQUIRE(wait.has_value());
    CHECK(*wait == 250ms);
    CHECK(limits.take("a", limit, begin + 249ms).has_value());
    CHECK_FALSE(limits.take("a", limit, begin + 250ms).has_value());
    CHECK(limits.take("a", limit, begin + 250ms).has_value());
    CHECK_FALSE(limits.take("b", limit, begin).has_value());
  }

  TEST_CASE("who rests has the whole allowance again, and no more") {
    RateLimits limits;
    const RateLimitSettings limit{2, 1h, LimitType::origin};
    CHECK_FALSE(limits.take("a", limit, begin).has_value());
    CHECK_FALSE(limits.take("a", limit, begin + 100h).has_value());
    CHECK_FALSE(limits.take("a", limit, begin + 100h).has_value());
    CHECK(limits.take("a", limit, begin + 100h).has_value());
  }

  TEST_CASE("more keys than can be remembered share one allowance") {
    RateLimits limits;
    const RateLimitSettings limit{1, 1h, LimitType::origin};
    for (std::size_t key = 0; key < RateLimits::keys_max; ++key) {
      REQUIRE_FALSE(limits.take(std::to_string(key), limit, begin).has_value());
    }
    CHECK_FALSE(limits.take("one more", limit, begin).has_value());
    CHECK(limits.take("and another", limit, begin).has_value());
    CHECK_FALSE(limits.take("later", limit, begin + 1h).has_value());
  }

  TEST_CASE("addresses are counted each, a route as a whole") {
    for (const auto type : {LimitType::origin, LimitType::route}) {
      FilterSettings filters;
      filters.rate_limit = RateLimitSettings{1, 1500ms, type};
      RateLimits limits;
      const auto from = [&](const char* address) {
        return gateway::refuse(filters, "route", request_with({}, address), limits, begin);
      };
      CHECK_FALSE(from("10.0.0.1").has_value());
      CHECK(from("10.0.0.2").has_value() == (type == LimitType::route));
      const auto refused = from("10.0.0.1");
      REQUIRE(refused.has_value());
      CHECK(refused->status == 429);
      CHECK(refused->headers.find("Retry-After")->second == "2");
    }
  }
}

TEST_CASE("filters that cannot work are told by their names") {
  FilterSettings filters;
  CHECK(mistakes_in(filters).empty());
  filters.tokens = {"sixteen-signs-16"};
  filters.rate_limit = RateLimitSettings{1'000'000, 24h, LimitType::route};
  CHECK(mistakes_in(filters).empty());

  filters.tokens = {"fifteen-signs-1"};
  filters.required_headers = {"two words"};
  filters.remove_request_headers = {"Content-Length"};
  filters.add_request_headers = {{"X-A", "a\r\nX-B: b"}};
  filters.add_response_headers = {{"Connection", "close"}};
  filters.rate_limit->limit = 1'000'001;
  CHECK(mistakes_in(filters) ==
        std::vector<std::string>{"tokens", "required-headers", "remove-request-headers",
                                 "add-request-headers", "add-response-headers",
                                 "rate-limit.limit"});
}
