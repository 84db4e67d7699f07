// Tests of resolve/patterns.hpp.
#include "resolve/patterns.hpp"

#include <doctest/doctest.h>

#include "unit/resolve/resolving.hpp"

using namespace cairn::resolve;

namespace {

bool is_for(std::vector<std::string> patterns, const Query& query) {
  cairn::catalog::GitEntry entry;
  entry.patterns = expanded_patterns(patterns);
  return is_candidate(entry, query) && matches_whole(entry, query);
}

}  // namespace

TEST_CASE("a star stands for any characters, slashes and commas too") {
  CHECK(matches_pattern("*", ""));
  CHECK(matches_pattern("a*", "a/b,c"));
  CHECK(matches_pattern("*/dev", "a/b/dev"));
  CHECK(matches_pattern("a*b*c", "a1b2b3c"));
  CHECK(matches_pattern("**", "x"));
  CHECK_FALSE(matches_pattern("a*b", "ab1"));
  CHECK_FALSE(matches_pattern("a", "A"));
  CHECK_FALSE(matches_pattern("", "x"));
  CHECK_FALSE(matches_pattern("a?", "ab"));
}

TEST_CASE("a pattern of many stars is matched without trying every way to do so") {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) {
    pattern += "a*";
  }
  CHECK_FALSE(matches_pattern(pattern + "b", std::string(5000, 'a')));
}

TEST_CASE("a pattern without a slash is for every profile, one without a star takes further ones") {
  CHECK(expanded_patterns({"team*"}) == Names{"team*/*", "team*"});
  CHECK(expanded_patterns({"a/dev", "b"}) == Names{"a/dev", "b/*", "b", "a/dev,*", "b,*"});
  CHECK(expanded_patterns({"a", "a"}) == Names{"a/*", "a", "a,*"});
}

TEST_CASE("a repository is for the queries that the reference gives it") {
  CHECK(is_for({"team*"}, query("team-x", "dev")));
  CHECK(is_for({"special/dev"}, query("special", "dev")));
  CHECK(is_for({"special/dev"}, query("special", "dev,prod")));
  CHECK_FALSE(is_for({"special/dev"}, query("special", "prod,dev")));
  CHECK_FALSE(is_for({"special/dev"}, query("special", "prod")));
  CHECK(is_for({"*/staging"}, query("shop", "staging,dev")));
  CHECK(is_for({"b"}, query("b", "dev")));
  CHECK(is_for({"b"}, query("b,c", "dev")));
  CHECK_FALSE(is_for({"b"}, query("c,b", "dev")));
  CHECK(is_for({"b*"}, query("b,c", "dev")));
  CHECK_FALSE(is_for({"b"}, query("b-2", "dev")));
}
