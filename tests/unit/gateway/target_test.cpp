// Target: one spelling for each path, or none.
#include "target.hpp"

#include <doctest/doctest.h>

#include <string>

using gateway::is_path_prefix;
using gateway::Target;

TEST_SUITE("Target::parse") {
  TEST_CASE("path and query are told apart, and the query stays as it is") {
    const auto target = Target::parse("/users/7?all=%2F..&b?c");
    REQUIRE(target.has_value());
    CHECK(target->path == "/users/7");
    CHECK(target->query == "?all=%2F..&b?c");
  }

  TEST_CASE("escapes have one spelling: letters are written out, others in capitals") {
    const auto target = Target::parse("/%61-%7e/%c3%bc%20%3f/");
    REQUIRE(target.has_value());
    CHECK(target->path == "/a-~/%C3%BC%20%3F/");
  }

  TEST_CASE("dots that are no dot segments are a path like any other") {
    for (const char* text : {"/...", "/.well-known/a", "/a..b/c.", "/"}) {
      CAPTURE(text);
      const auto target = Target::parse(text);
      REQUIRE(target.has_value());
      CHECK(target->path == text);
    }
  }

  TEST_CASE("what an upstream might read as another path is refused") {
    for (const char* text : {"",       "a",      "*",           "http://a/b", "/a/../b",  "/..",
                             "/a/.",   "/%2e/a", "/a/%2E%2e/b", "//a",        "/a//",     "/a//b",
                             "/a%2fb", "/a\\b",  "/a%5Cb",      "/a;b",       "/a%3bb",   "/a%25b",
                             "/a%",    "/a%4",   "/a%g1",       "/a%00",      "/a%0a",    "/a%7f",
                             "/a b",   "/a#b",   "/a?b#c",      "/a?b c",     "/\xc3\xbc"}) {
      CAPTURE(text);
      const auto target = Target::parse(text);
      REQUIRE_FALSE(target.has_value());
      CHECK(target.error().code == cairn::ErrorCode::invalid_argument);
    }
  }
}

TEST_CASE("a path is a prefix at the border of a segment only") {
  CHECK(is_path_prefix("/users", "/users"));
  CHECK(is_path_prefix("/users", "/users/7"));
  CHECK(is_path_prefix("", "/users"));
  CHECK_FALSE(is_path_prefix("/users", "/userspace"));
  CHECK_FALSE(is_path_prefix("/users/7", "/users"));
}
