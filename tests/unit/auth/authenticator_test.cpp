// Who is admitted by HTTP Basic.
#include "auth/authenticator.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace cairn;

namespace {

auth::Options options(const char* user, const char* password) {
  auth::Options made;
  made.enabled = true;
  made.user = user;
  made.password = base::Secret(password);
  return made;
}

}  // namespace

TEST_SUITE("auth::Authenticator") {
  TEST_CASE("the right user and password are admitted, in any case of the scheme's name") {
    const auth::Authenticator authenticator(options("user", "secret"));
    CHECK(authenticator.admits("Basic dXNlcjpzZWNyZXQ="));
    CHECK(authenticator.admits("basic dXNlcjpzZWNyZXQ="));
    CHECK(authenticator.admits("BASIC   dXNlcjpzZWNyZXQ="));
  }

  TEST_CASE("anything else is not") {
    const auth::Authenticator authenticator(options("user", "secret"));
    for (const char* field :
         {"", "Basic", "Basic ", "Basic dXNlcjpzZWNyZXR4",
          "Basic dXNlcjpzZWNyZQ==", "Basic b3RoZXI6c2VjcmV0", "Basic dXNlcjpzZWNyZXQ", "Basic !!!!",
          "Bearer dXNlcjpzZWNyZXQ=", "dXNlcjpzZWNyZXQ=", "Basic dXNlcg==", "Basic Og=="}) {
      CAPTURE(field);
      CHECK_FALSE(authenticator.admits(field));
    }
  }

  TEST_CASE("a password may hold colons and {noop} in front") {
    CHECK(auth::Authenticator(options("user", "a:b")).admits("Basic dXNlcjphOmI="));
    CHECK(auth::Authenticator(options("user", "{noop}secret")).admits("Basic dXNlcjpzZWNyZXQ="));
  }

  TEST_CASE("while it is off everybody is admitted") {
    CHECK(auth::Authenticator(auth::Options{}).admits(""));
  }

  TEST_CASE("a user without password, or with one that cannot be checked, admits nobody") {
    CHECK_FALSE(auth::Authenticator(options("user", "")).admits("Basic dXNlcjo="));
    CHECK_FALSE(
        auth::Authenticator(options("user", "{bcrypt}x")).admits("Basic dXNlcjp7YmNyeXB0fXg="));
  }

  TEST_CASE("options that cannot be used are told at the start") {
    CHECK(auth::check(auth::Options{}).has_value());
    CHECK(auth::check(options("user", "secret")).has_value());
    CHECK(auth::check(options("user", "{noop}secret")).has_value());
    for (const auto& bad : {options("us:er", "secret"), options("user", ""),
                            options("user", "{noop}"), options("user", "{bcrypt}$2a$10$abc")}) {
      const auto checked = auth::check(bad);
      REQUIRE_FALSE(checked.has_value());
      CHECK(checked.error().code == ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("a field beyond any credentials is refused") {
    const std::string long_field = "Basic " + std::string(8192, 'A');
    CHECK_FALSE(auth::Authenticator(options("user", "secret")).admits(long_field));
  }
}
