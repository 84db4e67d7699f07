// The Prefer field, in the forms that clients write.
#include "http/preference.hpp"

#include <doctest/doctest.h>

using cairn::http::parse_wait;
using namespace std::chrono_literals;

TEST_SUITE("Prefer: wait") {
  TEST_CASE("the seconds are found among other preferences") {
    CHECK(parse_wait("wait=10", 45s) == 10s);
    CHECK(parse_wait("respond-async, wait = 10 ; x=y", 45s) == 10s);
    CHECK(parse_wait("WAIT=\"7\"", 45s) == 7s);
    CHECK(parse_wait("wait=1, wait=2", 45s) == 1s);
    CHECK(parse_wait("wait=0", 45s) == 0s);
    CHECK(parse_wait("wait", 45s) == 45s);
  }

  TEST_CASE("what is no number of seconds is no wait") {
    for (const char* field : {"", "wait=", "wait=-1", "wait=1s", "wait=1.5", "waiting=3",
                              "handling=strict", "wait=99999999999999999999"}) {
      CAPTURE(field);
      CHECK_FALSE(parse_wait(field, 45s).has_value());
    }
  }
}
