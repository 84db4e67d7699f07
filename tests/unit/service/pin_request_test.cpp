// What an operator may ask for.
#include "service/pin_request.hpp"

#include <doctest/doctest.h>

using cairn::ErrorCode;
using cairn::service::parse_pin_request;
using cairn::service::parse_utc;
using cairn::service::pin_reason_bytes_max;

namespace {

constexpr std::int64_t now = 1'795'539'301;

std::string with(const std::string& more) {
  return R"({"label":"main","commit":"abcdef1")" + more + "}";
}

}  // namespace

TEST_SUITE("service::parse_pin_request") {
  TEST_CASE("a label and a commit are enough") {
    const auto request = parse_pin_request(with(""), now);
    REQUIRE(request.has_value());
    CHECK(request->label == "main");
    CHECK(request->commit == "abcdef1");
    CHECK_FALSE(request->repository.has_value());
    CHECK(request->reason.empty());
    CHECK(request->until == 0);
  }

  TEST_CASE("repository, reason and an end in each of its forms") {
    CHECK(parse_pin_request(with(R"(,"repository":"git","reason":"r")"), now)->repository == "git");
    CHECK(parse_pin_request(with(R"(,"reason":"r")"), now)->reason == "r");
    CHECK(parse_pin_request(with(R"(,"reason":null,"until":null)"), now)->until == 0);
    CHECK(parse_pin_request(with(R"(,"until":1795539302)"), now)->until == now + 1);
    CHECK(parse_pin_request(with(R"(,"until":"2026-11-30T12:00:00Z")"), now)->until ==
          1'796'040'000);
    CHECK(parse_pin_request(with(R"(,"for":"2h")"), now)->until == now + 7200);
    CHECK(parse_pin_request(with(R"(,"for":"1")"), now)->until == now + 1);
  }

  TEST_CASE("a commit id may be in capitals, has seven digits or more, and no more than forty") {
    const auto commit = [](const std::string& text) {
      return parse_pin_request(R"({"label":"main","commit":")" + text + "\"}", now);
    };
    CHECK(commit("ABCDEF1")->commit == "abcdef1");
    CHECK(commit(std::string(40, 'a')).has_value());
    for (const std::string& bad : {std::string("abcdef"), std::string(41, 'a'), std::string("main"),
                                   std::string("abcdefg"), std::string()}) {
      CAPTURE(bad);
      CHECK(commit(bad).error().code == ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("what is wrong is refused with words") {
    for (const char* body :
         {"", "x", "[]", "{}", R"({"label":"main"})", R"({"commit":"abcdef1"})",
          R"({"label":"","commit":"abcdef1"})", R"({"label":1,"commit":"abcdef1"})"}) {
      CAPTURE(body);
      CHECK_FALSE(parse_pin_request(body, now).error().message.empty());
    }
    for (const char* more :
         {R"(,"until":1795539301)", R"(,"until":-1)", R"(,"until":"tomorrow")", R"(,"until":1.5)",
          R"(,"for":"0")", R"(,"for":"-1h")", R"(,"for":7)", R"(,"for":"1h","until":1895539301)",
          R"(,"reson":"typo")", R"(,"repository":7)"}) {
      CAPTURE(more);
      CHECK(parse_pin_request(with(more), now).error().code == ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("a reason up to the limit is taken, beyond it refused") {
    const std::string reason(pin_reason_bytes_max, 'r');
    CHECK(parse_pin_request(with(",\"reason\":\"" + reason + "\""), now).has_value());
    CHECK_FALSE(parse_pin_request(with(",\"reason\":\"" + reason + "r\""), now).has_value());
  }

  TEST_CASE("times of the day, with offsets, and no others") {
    CHECK(parse_utc("1970-01-01T00:00:00Z") == 0);
    CHECK(parse_utc("2026-11-30T12:00:00+01:00") == 1'796'036'400);
    CHECK(parse_utc("2026-11-30 12:00:00-00:30") == 1'796'041'800);
    CHECK(parse_utc("2024-02-29T23:59:59Z") == 1'709'251'199);
    for (const char* bad :
         {"2026-02-29T00:00:00Z", "2026-11-30T24:00:00Z", "2026-11-30T12:00:00", "2026-11-30",
          "2026-11-30T12:00:00+1:00", "2026-13-01T00:00:00Z", "2026-11-30T12:00:00Zz", ""}) {
      CAPTURE(bad);
      CHECK_FALSE(parse_utc(bad).has_value());
    }
  }
}
