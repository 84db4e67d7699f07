// What a remote says it has.
#include "source/git/advertisement.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::ErrorCode;
using cairn::source::git::parse_advertisement;

namespace {
const std::string id_one(40, '1');
const std::string id_two(40, '2');
}  // namespace

TEST_SUITE("parse_advertisement") {
  TEST_CASE("branches and tags are taken, peeled lines and other refs are not") {
    const auto refs = parse_advertisement(id_one + "\tHEAD\n" + id_one + "\trefs/heads/a/b\n" +
                                              id_two + "\trefs/pull/1/head\n" + id_two +
                                              "\trefs/tags/v1\n" + id_one + "\trefs/tags/v1^{}\n",
                                          10);

    REQUIRE(refs.has_value());
    REQUIRE(refs->size() == 2);
    CHECK(refs->at("refs/heads/a/b").hex() == id_one);
    CHECK(refs->at("refs/tags/v1").hex() == id_two);
  }

  TEST_CASE("names that could be more than names are left out") {
    for (const char* name : {"-x", "a:b", "a b", "a*", "a..b", "\xff", ""}) {
      CAPTURE(name);
      const auto refs = parse_advertisement(id_one + "\trefs/heads/" + name + "\n", 10);
      REQUIRE(refs.has_value());
      CHECK(refs->empty());
    }
  }

  TEST_CASE("an empty text is an empty list") {
    const auto refs = parse_advertisement("", 10);
    REQUIRE(refs.has_value());
    CHECK(refs->empty());
  }

  TEST_CASE("SHA-256 is refused by name") {
    const auto refs = parse_advertisement(std::string(64, 'a') + "\trefs/heads/main\n", 10);
    REQUIRE_FALSE(refs.has_value());
    CHECK(refs.error().code == ErrorCode::failed_precondition);
    CHECK(refs.error().message.find("SHA-256") != std::string::npos);
  }

  TEST_CASE("as many refs as the limit are taken, one more is refused") {
    const std::string three =
        id_one + "\trefs/heads/a\n" + id_one + "\trefs/heads/b\n" + id_one + "\trefs/heads/c\n";
    CHECK(parse_advertisement(three, 3).has_value());
    const auto refused = parse_advertisement(three, 2);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
  }

  TEST_CASE("a line that is none is an error") {
    for (const std::string& text :
         {std::string("hello\n"), id_one + "\n", id_one.substr(1) + "\tx\n"}) {
      CAPTURE(text);
      const auto refs = parse_advertisement(text, 10);
      REQUIRE_FALSE(refs.has_value());
      CHECK(refs.error().code == ErrorCode::unavailable);
    }
  }
}
