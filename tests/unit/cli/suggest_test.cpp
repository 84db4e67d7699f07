// Suggestions for a key that is not there.
#include "cli/suggest.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using cairn::cli::suggest;
using Texts = std::vector<std::string>;

TEST_SUITE("suggest") {
  TEST_CASE("a few slips away, the nearest first, three at most") {
    CHECK(suggest("server.prot", {"server.port", "server.host", "other"}) == Texts{"server.port"});
    CHECK(suggest("aa", {"aaaa", "aab", "aaa", "aaab", "ab"}).size() == 3);
    CHECK(suggest("aa", {"aaaa", "aaa"}) == Texts{"aaa", "aaaa"});
  }

  TEST_CASE("a key whose beginning was left out") {
    CHECK(suggest("max-size", {"shop.pool.maxSize", "size"}) == Texts{"shop.pool.maxSize"});
  }

  TEST_CASE("nothing is near nothing, and what is far is not near") {
    CHECK(suggest("", {"a"}).empty());
    CHECK(suggest("server.port", {"logging.level"}).empty());
    CHECK(suggest("a", {std::string(300, 'a')}).empty());
  }
}
