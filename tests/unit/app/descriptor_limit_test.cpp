// How many connections fit into a limit of descriptors.
#include "app/descriptor_limit.hpp"

#include <doctest/doctest.h>

using namespace cairn;
using namespace cairn::app;

TEST_SUITE("descriptor limit") {
  TEST_CASE(
      "a limit that suffices changes nothing, one descriptor less takes one connection less") {
    http::Options options;
    options.connections_max = 10'000;
    const std::uint64_t needed = descriptors_needed(options);
    CHECK(needed == 10'000 + options.connections_reserve + descriptors_beside_connections);
    CHECK(connections_that_fit(options, needed) == std::nullopt);
    CHECK(connections_that_fit(options, needed + 1) == std::nullopt);
    CHECK(connections_that_fit(options, needed - 1) == 9'999);
    CHECK(connections_that_fit(options, 1'024) == 1'024 - (needed - 10'000));
  }

  TEST_CASE("some connections are always taken, and never more than wanted") {
    http::Options options;
    CHECK(connections_that_fit(options, 0) == 16);
    CHECK(connections_that_fit(options, 100) == 16);
    options.connections_max = 5;
    CHECK(connections_that_fit(options, 100) == 5);
  }

  TEST_CASE("the limit that was raised to is the one that holds") {
    const std::uint64_t limit = raise_descriptor_limit(16);
    CHECK(limit >= 16);
    CHECK(raise_descriptor_limit(16) == limit);
  }
}
