// Questions that compare asks both servers.
#include "cli/same_questions.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cairn::cli;
using Texts = std::vector<std::string>;

namespace {

Texts paths_of(const Question& question, bool v2, const Texts& files) {
  Texts paths;
  for (const SameRequest& request : requests_of(question, v2, files)) {
    paths.push_back(request.path);
  }
  return paths;
}

}  // namespace

TEST_SUITE("questions") {
  TEST_CASE("application and profile, and a label that may have slashes") {
    const auto plain = parse_question("shop/dev,eu");
    REQUIRE(plain.has_value());
    CHECK(plain->application == "shop");
    CHECK(plain->profiles == "dev,eu");
    CHECK(plain->label.empty());
    CHECK(parse_question("shop/dev/release/1.2")->label == "release/1.2");
  }

  TEST_CASE("anything else is no question") {
    for (const char* text : {"", "shop", "shop/", "/dev", "shop/dev/"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_question(text).has_value());
    }
  }

  TEST_CASE("a file of questions has comments, and its mistakes have lines") {
    const auto questions = parse_questions("# all\n\n shop/dev \r\ncart/prod/v1\n", "q");
    REQUIRE(questions.has_value());
    REQUIRE(questions->size() == 2);
    CHECK((*questions)[0].profiles == "dev");
    CHECK((*questions)[1].label == "v1");
    const auto mistake = parse_questions("shop/dev\nshop\n", "q");
    REQUIRE_FALSE(mistake.has_value());
    CHECK(mistake.error().text().starts_with("q:2:1: "));
  }

  TEST_CASE("what is asked for") {
    CHECK(paths_of({"shop", "dev", ""}, false, {"a/b.txt"}) ==
          Texts{"/shop/dev", "/shop-dev.yml", "/shop-dev.properties", "/shop-dev.json",
                "/shop/dev/a(_)b.txt?useDefaultLabel"});
    CHECK(paths_of({"shop", "dev", "release/1"}, true, {"a/b c.txt"}) ==
          Texts{"/shop/dev/release(_)1", "/shop/dev/release(_)1", "/release(_)1/shop-dev.yml",
                "/release(_)1/shop-dev.properties", "/release(_)1/shop-dev.json",
                "/shop/dev/release(_)1/a/b%20c.txt"});
  }
}
