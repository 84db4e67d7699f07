// The files of users and tokens.
#include <doctest/doctest.h>

#include <string>

#include "auth/tokens.hpp"
#include "auth/users.hpp"
#include "auth/utc_time.hpp"
#include "base/bearer_token.hpp"
#include "unit/auth/hashes.hpp"

using namespace cairn;
using auth::parse_utc_time;
using auth::Tokens;
using auth::Users;

namespace {

const std::string hash = bcrypt_of_horse;
const auto now = *parse_utc_time("2026-06-01");

std::string digest(char c) {
  return std::string(64, c);
}

std::string problem_of_users(const std::string& content) {
  const auto users = Users::parse(content, "users");
  return users ? "" : users.error().text();
}

std::string problem_of_tokens(const std::string& content) {
  const auto tokens = Tokens::parse(content, "tokens", now);
  return tokens ? "" : tokens.error().text();
}

}  // namespace

TEST_SUITE("auth::Users") {
  TEST_CASE("a line is a user with a hash, and perhaps roles") {
    const auto users =
        Users::parse("# people\n\nann:" + hash + "\r\nbob:" + hash + ":ops,dev\n", "users");
    REQUIRE(users.has_value());
    CHECK(users->size() == 2);
    REQUIRE(users->find("ann") != nullptr);
    CHECK(users->find("ann")->roles.empty());
    REQUIRE(users->find("bob") != nullptr);
    CHECK(users->find("bob")->roles == std::vector<std::string>{"ops", "dev"});
    CHECK(users->find("Bob") == nullptr);
    CHECK(users->decoy(7) == users->decoy(9));
    CHECK(users->decoy(7) != users->decoy(8));
  }

  TEST_CASE("an empty file has no users, and nothing to spend time on") {
    const auto users = Users::parse("", "users");
    REQUIRE(users.has_value());
    CHECK(users->size() == 0);
    CHECK(users->decoy(1) == nullptr);
  }

  TEST_CASE("an error names file and line, and no hash") {
    CHECK(problem_of_users("ann:" + hash + "\nbob\n").starts_with("users:2:1: "));
    CHECK(problem_of_users("\n\n:" + hash).starts_with("users:3:1: "));
    CHECK(problem_of_users("ann:secret").starts_with("users:1:1: the user 'ann': "));
    CHECK(problem_of_users("ann:secret").find("secret") == std::string::npos);
    CHECK(problem_of_users("a b:" + hash).starts_with("users:1:1: "));
    CHECK(problem_of_users("ann:" + hash + ":a,,b").starts_with("users:1:1: the roles"));
    CHECK(problem_of_users("ann:" + hash + ":a:b").starts_with("users:1:1: "));
    CHECK(problem_of_users("ann:" + hash + "\nann:" + hash) ==
          "users:2:1: the user 'ann' is given twice");
  }

  TEST_CASE("there is a limit to them") {
    std::string content;
    for (std::size_t i = 0; i < Users::users_max; ++i) {
      content += "u" + std::to_string(i) + ":" + hash + "\n";
    }
    CHECK(problem_of_users(content).empty());
    CHECK(problem_of_users(content + "more:" + hash) == "users:10001:1: more than 10000 users");
  }
}

TEST_SUITE("auth::Tokens") {
  TEST_CASE("a line is a token's digest with its principal, its end and perhaps roles") {
    const auto tokens =
        Tokens::parse("# tokens\nt1 shop " + digest('a') + " 2027-01-01\nt2\tshop  " + digest('b') +
                          " 2027-02-01T10:00:00Z ops,dev\n",
                      "tokens", now);
    REQUIRE(tokens.has_value());
    CHECK(tokens->size() == 2);
    const auto* second = tokens->find(digest('b'));
    REQUIRE(second != nullptr);
    CHECK(second->id == "t2");
    CHECK(second->principal == "shop");
    CHECK(second->until == *parse_utc_time("2027-02-01T10:00:00Z"));
    CHECK(second->roles == std::vector<std::string>{"ops", "dev"});
    CHECK(tokens->find(digest('c')) == nullptr);
    CHECK(tokens->find_principal("shop") == second);
    CHECK(tokens->find_principal("other") == nullptr);
  }

  TEST_CASE("two tokens of a principal may be valid, a third only when one is over") {
    const std::string two =
        "a shop " + digest('a') + " 2027-01-01\nb shop " + digest('b') + " 2027-01-01\n";
    CHECK(problem_of_tokens(two).empty());
    CHECK(problem_of_tokens(two + "c shop " + digest('c') + " 2026-05-31").empty());
    CHECK(problem_of_tokens(two + "c shop " + digest('c') + " 2027-01-01")
              .starts_with("tokens:3:1: a third valid token of 'shop'"));
    CHECK(problem_of_tokens(two + "c other " + digest('c') + " 2027-01-01").empty());
  }

  TEST_CASE("an error names file and line, and nothing that may be a token") {
    const std::string token = "cairn_0123456789012345678901234567890123456789012";
    for (const std::string& line :
         {"t1 shop " + token + " 2027-01-01", token + " shop",
          "t1 shop " + digest('A') + " 2027-01-01", "t1 shop " + digest('a') + " tomorrow",
          "t1 shop " + digest('a') + " 2027-02-30", "t1 shop " + digest('a') + " 2027-01-01 a,,b",
          "t1 shop " + digest('a') + " 2027-01-01 a b",
          "t1,x shop " + digest('a') + " 2027-01-01"}) {
      CAPTURE(line);
      const std::string problem = problem_of_tokens("\n" + line);
      CHECK(problem.starts_with("tokens:2:1: "));
      CHECK(problem.find("0123456789") == std::string::npos);
    }
    const std::string first = "a shop " + digest('a') + " 2027-01-01\n";
    CHECK(problem_of_tokens(first + "a x " + digest('b') + " 2027-01-01") ==
          "tokens:2:1: the id 'a' is given twice");
    CHECK(problem_of_tokens(first + "b x " + digest('a') + " 2027-01-01")
              .starts_with("tokens:2:1: this token is there already"));
  }
}

TEST_SUITE("auth::parse_utc_time") {
  TEST_CASE("days and seconds that there are") {
    using namespace std::chrono;
    CHECK(*parse_utc_time("1970-01-02") == auth::Time(hours(24)));
    CHECK(*parse_utc_time("1970-01-01T01:02:03Z") == auth::Time(seconds(3723)));
    CHECK(parse_utc_time("2028-02-29").has_value());
    CHECK(*parse_utc_time("9999-12-31") > *parse_utc_time("2026-01-01"));
    for (const char* bad :
         {"", "2027", "2027-1-1", "2027-13-01", "2027-02-29", "2027-00-10", "2027-01-01T",
          "2027-01-01T24:00:00Z", "2027-01-01T10:60:00Z", "2027-01-01T10:00:00",
          "2027-01-01 10:00:00Z", "-027-01-01", "2027-+1-01", "2027-01-01T10:00:00Zx"}) {
      CAPTURE(bad);
      CHECK_FALSE(parse_utc_time(bad).has_value());
    }
  }
}

TEST_SUITE("base::bearer_token") {
  TEST_CASE("tokens are different, have one form, and are known by their digest") {
    const auto one = base::new_bearer_token();
    const auto two = base::new_bearer_token();
    REQUIRE(one.has_value());
    REQUIRE(two.has_value());
    CHECK(base::is_bearer_token(one->reveal()));
    CHECK_FALSE(one->matches(two->reveal()));
    CHECK(base::bearer_token_digest(one->reveal()).size() == 64);
    CHECK(base::bearer_token_digest(one->reveal()) != base::bearer_token_digest(two->reveal()));
    CHECK_FALSE(base::is_bearer_token("cairn_"));
    CHECK_FALSE(base::is_bearer_token(std::string(one->reveal()) + "x"));
    CHECK_FALSE(base::is_bearer_token(std::string(49, 'x')));
  }
}
