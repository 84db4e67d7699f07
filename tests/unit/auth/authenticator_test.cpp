// The user of the settings, as Spring Security has it.
#include "auth/authenticator.hpp"

#include <doctest/doctest.h>

#include <string>

#include "auth/entrance.hpp"

using namespace cairn;

namespace {

auth::Options options(const char* user, const char* password) {
  auth::Options made;
  made.enabled = true;
  made.user = user;
  made.password = base::Secret(password);
  made.failures_max = 1000;
  return made;
}

bool admits(const auth::Options& with, const std::string& field) {
  const auth::Authenticator authenticator(with);
  auth::Entrance entrance(authenticator);
  return entrance.identify({"10.0.0.1", {}}, field).kind == auth::Outcome::Kind::admitted;
}

}  // namespace

TEST_SUITE("auth::Authenticator") {
  TEST_CASE("the right user and password are admitted, in any case of the scheme's name") {
    for (const char* field :
         {"Basic dXNlcjpzZWNyZXQ=", "basic dXNlcjpzZWNyZXQ=", "BASIC   dXNlcjpzZWNyZXQ="}) {
      CHECK(admits(options("user", "secret"), field));
    }
  }

  TEST_CASE("anything else is not") {
    for (const char* field :
         {"", "Basic", "Basic ", "Basic dXNlcjpzZWNyZXR4",
          "Basic dXNlcjpzZWNyZQ==", "Basic b3RoZXI6c2VjcmV0", "Basic dXNlcjpzZWNyZXQ", "Basic !!!!",
          "Bearer dXNlcjpzZWNyZXQ=", "dXNlcjpzZWNyZXQ=", "Basic dXNlcg==", "Basic Og=="}) {
      CAPTURE(field);
      CHECK_FALSE(admits(options("user", "secret"), field));
    }
  }

  TEST_CASE("a password may hold colons and {noop} in front") {
    CHECK(admits(options("user", "a:b"), "Basic dXNlcjphOmI="));
    CHECK(admits(options("user", "{noop}secret"), "Basic dXNlcjpzZWNyZXQ="));
  }

  TEST_CASE("while it is off everybody is admitted") {
    CHECK(admits(auth::Options{}, ""));
    CHECK(admits(auth::Options{}, "Basic !!!!"));
  }

  TEST_CASE("a user without password, or with one that cannot be checked, admits nobody") {
    CHECK_FALSE(admits(options("user", ""), "Basic dXNlcjo="));
    CHECK_FALSE(admits(options("user", "{bcrypt}x"), "Basic dXNlcjp7YmNyeXB0fXg="));
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
    auth::Options others = options("user", "");
    others.users_file = "/users";
    CHECK(auth::check(others).has_value());
  }

  TEST_CASE("a field beyond any credentials is refused") {
    CHECK_FALSE(admits(options("user", "secret"), "Basic " + std::string(8192, 'A')));
  }
}
