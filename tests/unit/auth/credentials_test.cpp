// What an Authorization field holds.
#include "auth/credentials.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn;
using auth::Credentials;
using auth::parse_credentials;

TEST_SUITE("auth::parse_credentials") {
  TEST_CASE("Basic is a user and everything behind the first colon") {
    for (const char* field : {"Basic dXNlcjphOmI=", "basic dXNlcjphOmI=", "BASIC   dXNlcjphOmI="}) {
      const Credentials made = parse_credentials(field);
      CHECK(made.kind == Credentials::Kind::basic);
      CHECK(made.user == "user");
      CHECK(made.secret.matches("a:b"));
    }
  }

  TEST_CASE("Bearer is one token of the characters that tokens have") {
    const Credentials made = parse_credentials("Bearer a.b-c_d~e+f/g=");
    CHECK(made.kind == Credentials::Kind::bearer);
    CHECK(made.secret.matches("a.b-c_d~e+f/g="));
  }

  TEST_CASE("no field is none, and everything else is something else") {
    CHECK(parse_credentials("").kind == Credentials::Kind::none);
    for (const std::string field :
         {"Basic", "Basic ", "Basic !!!!", "Basic dXNlcg==", "Basic dXNlcjphOmI", "Bearer",
          "Bearer ", "Bearer a b", "Bearer a,b", "Digest x",
          "dXNlcjphOmI=", " Basic dXNlcjphOmI="}) {
      CAPTURE(field);
      CHECK(parse_credentials(field).kind == Credentials::Kind::other);
    }
    CHECK(parse_credentials("Bearer " + std::string(Credentials::bytes_max - 7, 'a')).kind ==
          Credentials::Kind::bearer);
    CHECK(parse_credentials("Bearer " + std::string(Credentials::bytes_max - 6, 'a')).kind ==
          Credentials::Kind::other);
  }
}
