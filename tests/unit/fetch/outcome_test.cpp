// The failure matrix, back-off, and the headers that describe an answer.
#include "fetch/outcome.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "fetch/back_off.hpp"
#include "fetch/fetched.hpp"

using namespace cairn;
using namespace cairn::fetch;

TEST_SUITE("fetch: matrix") {
  TEST_CASE("each outcome has its consequence, for both strategies, first and last address") {
    struct Row {
      Outcome outcome;
      Step always, always_last, strict, strict_last;
      bool cache;
    };
    using enum Step;
    for (const Row& row : {
             Row{Outcome::usable, use, use, use, use, false},
             Row{Outcome::unchanged, use, use, use, use, false},
             Row{Outcome::no_answer, next_uri, no_result, no_result, no_result, false},
             Row{Outcome::not_found, next_uri, no_result, no_result, no_result, false},
             Row{Outcome::denied, next_uri, Step::fail, Step::fail, Step::fail, false},
             Row{Outcome::refused, next_uri, Step::fail, Step::fail, Step::fail, false},
             Row{Outcome::server_failed, next_uri, Step::fail, Step::fail, Step::fail, true},
             Row{Outcome::unusable, next_uri, Step::fail, Step::fail, Step::fail, true},
             Row{Outcome::unreachable, next_uri, Step::fail, next_uri, Step::fail, true},
             Row{Outcome::stopped, stop, stop, stop, stop, false},
         }) {
      CAPTURE(name_of(row.outcome));
      const auto strict = UriStrategy::connection_timeout_only;
      CHECK(step_after(row.outcome, UriStrategy::always, false) == row.always);
      CHECK(step_after(row.outcome, UriStrategy::always, true) == row.always_last);
      CHECK(step_after(row.outcome, strict, false) == row.strict);
      CHECK(step_after(row.outcome, strict, true) == row.strict_last);
      CHECK(cache_may_stand_in(row.outcome) == row.cache);
    }
  }

  TEST_CASE("a status is an outcome, and 304 is 'unchanged' only to who asked for it") {
    CHECK(outcome_of_status(200, false) == Outcome::usable);
    CHECK(outcome_of_status(304, true) == Outcome::unchanged);
    for (const int status : {100, 201, 204, 301, 302, 304, 307, 399}) {
      CHECK(outcome_of_status(status, false) == Outcome::no_answer);
    }
    CHECK(outcome_of_status(404, true) == Outcome::not_found);
    CHECK(outcome_of_status(401, false) == Outcome::denied);
    CHECK(outcome_of_status(403, false) == Outcome::denied);
    for (const int status : {400, 402, 405, 410, 429, 499}) {
      CHECK(outcome_of_status(status, false) == Outcome::refused);
    }
    for (const int status : {500, 502, 503, 504, 599, 999}) {
      CHECK(outcome_of_status(status, false) == Outcome::server_failed);
    }
  }

  TEST_CASE("one denial among the servers keeps the cache closed") {
    FetchFailure failure;
    failure.outcome = Outcome::unreachable;
    CHECK(failure.cache_may_stand_in());
    failure.denied = true;
    CHECK_FALSE(failure.cache_may_stand_in());
  }
}

TEST_SUITE("fetch: back-off") {
  std::vector<long> pauses(const RetryOptions& retry, double random, int count) {
    std::vector<long> out;
    for (int attempt = 1; attempt <= count; ++attempt) {
      out.push_back(pause_after(attempt, retry, random).count());
    }
    return out;
  }

  TEST_CASE("the pauses are the documented ones, and end at the largest") {
    CHECK(pauses({}, 0.5, 5) == std::vector<long>{1000, 1100, 1210, 1331, 1464});
    CHECK(pauses({}, 0, 12).back() == 2000);
  }

  TEST_CASE("at random each pause is between itself and itself times the multiplier") {
    RetryOptions retry;
    retry.random = true;
    CHECK(pauses(retry, 0, 5) == std::vector<long>{1000, 1100, 1210, 1331, 1464});
    CHECK(pauses(retry, 0.5, 2) == std::vector<long>{1050, 1155});
    CHECK(pauses(retry, 0.999, 20).back() == 2000);
  }

  TEST_CASE("awkward settings neither loop nor overflow") {
    RetryOptions retry;
    retry.multiplier = 1e300;
    CHECK(pause_after(1'000'000, retry, 0.9).count() == 2000);
    retry = {};
    retry.initial_interval = std::chrono::milliseconds(0);
    CHECK(pause_after(1'000'000'000, retry, 0).count() == 0);
    retry.initial_interval = std::chrono::milliseconds(5000);
    CHECK(pause_after(1, retry, 0).count() == 2000);
  }
}

TEST_SUITE("fetch: headers of an answer") {
  TEST_CASE("staleness is read as far as it can be") {
    CHECK_FALSE(parse_stale("").has_value());
    const auto stale = parse_stale("since=1700000000; reason=fetch-failed");
    CHECK(stale->reason == "fetch-failed");
    CHECK(stale->since->time_since_epoch() == std::chrono::seconds(1700000000));
    CHECK(parse_stale("reason=held")->reason == "held");
    CHECK_FALSE(parse_stale("since=soon; reason=held")->since.has_value());
    CHECK_FALSE(parse_stale("since=99999999999999999999")->since.has_value());
  }

  TEST_CASE("a server that applied the wish to wait says so, among others perhaps") {
    for (const char* text : {"wait=45", "wait", "respond-async, Wait = 5", "a=b;c,wait;x"}) {
      CAPTURE(text);
      CHECK(is_wait_applied(text));
    }
    for (const char* text : {"", "waiting=45", "respond-async", ",", "x;wait=1"}) {
      CAPTURE(text);
      CHECK_FALSE(is_wait_applied(text));
    }
  }

  TEST_CASE("only an entity tag that can be sent back is one") {
    for (const char* text : {"\"a\"", "W/\"5f-x\"", "\"\""}) {
      CHECK(is_etag(text));
    }
    for (const char* text : {"", "a", "\"", "W/", "\"a\r\nX: y\"", "\"a b\"", "\"a\"b\"", "*"}) {
      CAPTURE(text);
      CHECK_FALSE(is_etag(text));
    }
    CHECK(is_etag('"' + std::string(1022, 'a') + '"'));
    CHECK_FALSE(is_etag('"' + std::string(1023, 'a') + '"'));
  }
}
