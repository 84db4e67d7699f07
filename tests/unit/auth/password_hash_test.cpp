// Hashes of passwords: which are taken, and what they admit.
#include "auth/password_hash.hpp"

#include <doctest/doctest.h>

#include <string>

#include "unit/auth/hashes.hpp"

using namespace cairn;
using auth::PasswordHash;

TEST_SUITE("auth::PasswordHash") {
  TEST_CASE("bcrypt, scrypt and yescrypt admit the password and nothing else") {
    for (const char* text : {bcrypt_of_horse, yescrypt_of_horse, scrypt_of_horse}) {
      CAPTURE(text);
      const auto hash = PasswordHash::parse(text);
      REQUIRE(hash.has_value());
      CHECK(hash->verify(horse));
      CHECK_FALSE(hash->verify("correct horsf"));
      CHECK_FALSE(hash->verify(""));
      CHECK_FALSE(hash->verify("-"));
    }
  }

  TEST_CASE("Spring's mark may stand in front of bcrypt") {
    const auto hash = PasswordHash::parse("{bcrypt}" + std::string(bcrypt_of_horse));
    REQUIRE(hash.has_value());
    CHECK(hash->verify(horse));
  }

  TEST_CASE("bcrypt takes 72 bytes, and one more is wrong and not cut off") {
    const auto hash =
        PasswordHash::parse("$2b$10$abcdefghijklmnopqrstuuhBb/0dYbuuS1CS8hp30IXhlFBW2VAWG");
    REQUIRE(hash.has_value());
    CHECK(hash->verify(std::string(72, 'x')));
    CHECK_FALSE(hash->verify(std::string(73, 'x')));
  }

  TEST_CASE("a NUL byte and an endless password are wrong") {
    const auto hash = PasswordHash::parse(bcrypt_of_horse);
    REQUIRE(hash.has_value());
    CHECK_FALSE(hash->verify(std::string(horse) + '\0'));
    CHECK_FALSE(hash->verify(std::string(PasswordHash::password_bytes_max + 1, 'x')));
  }

  TEST_CASE("other kinds, weak and endless costs, and halves are refused") {
    for (const char* text :
         {"", "secret", "$1$abc$xyz", "$5$abc$xyz",
          "$6$abc$dv7vAygfDghQeO8lNAuLv4y4HAQXw9d6a14dcjFGfTijFc0S6MgzM7g53hZv6MaGDXhNpGxhpXakWuTl",
          "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",  // cost 4
          "$2b$09$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu",
          "$2b$16$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu",
          "$2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3X", "$2b$10$", "$y$", "$7$",
          "$y$j75$F5Jx5fExrKuPp53xLKQ..1$aEFV0VcEI5Jx.rzUhLbfRgipTKSbuNF0ldHPkDpnco3",
          "$y$jZT$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79",
          "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU7",
          "$7$zzzzzzzzzzzF5Jx5fExrKuPp53xLKQ..1$fgDxBr2iu.uD5/PmzKwcQrXQNxtbsMSl3BvzdPsK.7B",
          "{noop}secret"}) {
      CAPTURE(text);
      const auto hash = PasswordHash::parse(text);
      REQUIRE_FALSE(hash.has_value());
      CHECK(hash.error().code == ErrorCode::invalid_argument);
    }
    CHECK(PasswordHash::parse("$2b$15$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu")
              .has_value());
  }
}
