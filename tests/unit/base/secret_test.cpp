// Secrets: matching and moving.
#include "base/secret.hpp"

#include <doctest/doctest.h>

#include <type_traits>
#include <utility>

using cairn::base::Secret;

template <typename T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};
static_assert(!Comparable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);

TEST_SUITE("base::Secret") {
  TEST_CASE("a secret matches its own bytes only") {
    const Secret secret("pa55");
    CHECK(secret.matches("pa55"));
    for (const char* other : {"", "pa5", "pa555", "PA55"}) {
      CAPTURE(other);
      CHECK_FALSE(secret.matches(other));
    }
  }

  TEST_CASE("a secret that was moved is empty") {
    Secret from("pa55");
    const Secret to(std::move(from));
    CHECK(to.matches("pa55"));
    CHECK(from.empty());  // NOLINT(bugprone-use-after-move): that it is wiped is the point
  }
}
