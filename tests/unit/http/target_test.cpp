// Checking and splitting of request targets, and their parameters.
#include "http/target.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using cairn::http::QueryParameters;
using cairn::http::Target;

namespace {

std::vector<std::string> segments_of(const char* text) {
  Target target;
  REQUIRE(target.parse(text));
  std::vector<std::string> found;
  for (const auto& segment : target.segments()) {
    found.emplace_back(segment.text);
  }
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("http::Target") {
  TEST_CASE("a path is cut at its slashes, empty segments included") {
    CHECK(segments_of("/") == Texts{""});
    CHECK(segments_of("/shop/dev") == Texts{"shop", "dev"});
    CHECK(segments_of("/shop/dev/") == Texts{"shop", "dev", ""});
    CHECK(segments_of("//shop//dev") == Texts{"", "shop", "", "dev"});
  }

  TEST_CASE("parameters of a segment are dropped, an encoded semicolon is not one") {
    CHECK(segments_of("/shop;a=b;c/dev;") == Texts{"shop", "dev"});
    CHECK(segments_of("/shop%3Bx/a%20b;x=%20") == Texts{"shop;x", "a b"});
    CHECK(segments_of("/;x=1") == Texts{""});
  }

  TEST_CASE("segments are decoded once, after they were cut") {
    CHECK(segments_of("/gr%C3%B6%C3%9Fe/a%25b") == Texts{"gr\xC3\xB6\xC3\x9F"
                                                         "e",
                                                         "a%b"});
    CHECK(segments_of("/x/%252e%252e") == Texts{"x", "%2e%2e"});
    CHECK(segments_of("/x/%2e%2e") == Texts{"x", ".."});
    CHECK(segments_of("/x/a+b") == Texts{"x", "a+b"});
  }

  TEST_CASE("an encoded slash is no separator; it becomes the sign for a slash") {
    Target target;
    REQUIRE(target.parse("/shop/dev/feat%2Fx"));
    REQUIRE(target.segments().size() == 3);
    CHECK(target.segments()[2].text == "feat(_)x");
    CHECK(target.segments()[2].encoded_slash);
    CHECK_FALSE(target.segments()[1].encoded_slash);
  }

  TEST_CASE("path and query are kept as sent") {
    Target target;
    REQUIRE(target.parse("/a%20b;x/dev?q=%20&r?s/"));
    CHECK(target.path() == "/a%20b;x/dev");
    CHECK(target.query() == "q=%20&r?s/");
  }

  TEST_CASE("what no target has is refused") {
    for (const char* text : {"",
                             "dev",
                             "*",
                             "?x",
                             "/cart/de%zz",
                             "/cart/dev%",
                             "/cart/dev%1",
                             "/cart/dev%00",
                             "/cart/%ff",
                             "/cart/%c0%ae%c0%ae",
                             "/cart/%ED%A0%80",
                             "/cart/%C3",
                             "/cart/dev\\x",
                             "/cart/dev%5Cx",
                             "/cart/a|b",
                             "/cart/dev#x",
                             "/cart/dev?x#y",
                             "/{application}/dev",
                             "/cart/dev[0]",
                             "/cart/a<b",
                             "/cart/a^b",
                             "/cart/a`b",
                             "/cart/a\"b",
                             "/cart/a b",
                             "/cart/d\xC3\xA9v",
                             "/cart/dev?a[0]={1}|2",
                             "/cart/dev;%zz"}) {
      CAPTURE(text);
      Target target;
      CHECK_FALSE(target.parse(text));
    }
  }

  TEST_CASE("one object parses many targets") {
    Target target;
    REQUIRE(target.parse("/a%20very%20long%20name/dev/main/some%20file%20name.txt"));
    REQUIRE(target.parse("/b%20c/d"));
    REQUIRE(target.segments().size() == 2);
    CHECK(target.segments()[0].text == "b c");
  }
}

TEST_SUITE("http::QueryParameters") {
  TEST_CASE("names and values are decoded as a form") {
    const auto found = QueryParameters::parse("a=1&b&c=x+y%21&=z&&a=2&use%44=");
    REQUIRE(found.has_value());
    CHECK(found->find("a") == "1");
    CHECK(found->find("b") == "");
    CHECK(found->find("c") == "x y!");
    CHECK(found->find("useD") == "");
    CHECK_FALSE(found->find("A").has_value());
  }

  TEST_CASE("a bad escape anywhere is refused") {
    for (const char* query : {"a=%zz", "a=%f", "a=%", "%ff=1", "a=1&b=%C3"}) {
      CAPTURE(query);
      CHECK_FALSE(QueryParameters::parse(query).has_value());
    }
  }
}
