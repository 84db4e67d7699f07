// How often an address may fail.
#include "auth/failures.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn;
using namespace std::chrono_literals;
using auth::Failures;

TEST_SUITE("auth::Failures") {
  const auto start = Failures::Clock::time_point(1000h);

  TEST_CASE("an address may fail so often at once, and then once an interval") {
    Failures failures(3, 10s, 100);
    for (int i = 0; i < 3; ++i) {
      CHECK_FALSE(failures.wait("10.0.0.1", start).has_value());
      failures.add("10.0.0.1", start);
    }
    REQUIRE(failures.wait("10.0.0.1", start).has_value());
    CHECK(*failures.wait("10.0.0.1", start) == 10s);
    CHECK(*failures.wait("10.0.0.1", start + 1500ms) == 9s);
    CHECK_FALSE(failures.wait("10.0.0.1", start + 10s).has_value());
    failures.add("10.0.0.1", start + 10s);
    CHECK(failures.wait("10.0.0.1", start + 10s).has_value());
    CHECK_FALSE(failures.wait("10.0.0.1", start + 20s).has_value());
  }

  TEST_CASE("other limits count for what failed before them as well") {
    Failures failures(1, 10s, 100);
    failures.add("10.0.0.1", start);
    CHECK(failures.wait("10.0.0.1", start).has_value());
    failures.set_limits(2, 10s);
    CHECK_FALSE(failures.wait("10.0.0.1", start).has_value());
  }

  TEST_CASE("one address is nothing to another") {
    Failures failures(1, 10s, 100);
    failures.add("10.0.0.1", start);
    CHECK(failures.wait("10.0.0.1", start).has_value());
    CHECK_FALSE(failures.wait("10.0.0.2", start).has_value());
  }

  TEST_CASE("an IPv6 network of 64 bits counts as one address, a mapped IPv4 address for itself") {
    Failures failures(1, 10s, 100);
    failures.add("2001:db8::1", start);
    CHECK(failures.wait("2001:db8::ffff:1", start).has_value());
    CHECK_FALSE(failures.wait("2001:db8:0:1::1", start).has_value());
    failures.add("::ffff:10.0.0.1", start);
    CHECK_FALSE(failures.wait("::ffff:10.0.0.2", start).has_value());
  }

  TEST_CASE("no more addresses are kept than the limit") {
    Failures failures(1, 10s, 3);
    for (int i = 0; i < 10; ++i) {
      failures.add("10.0.0." + std::to_string(i), start);
    }
    CHECK(failures.size() == 3);
    CHECK_FALSE(failures.wait("10.0.0.6", start).has_value());
    CHECK(failures.wait("10.0.0.9", start).has_value());
  }
}
