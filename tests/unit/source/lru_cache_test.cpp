// The bounded cache.
#include "source/lru_cache.hpp"

#include <doctest/doctest.h>

#include <string>

using Cache = cairn::source::LruCache<int, std::string>;

TEST_SUITE("LruCache") {
  TEST_CASE("what was used last stays, what was not goes") {
    Cache cache(2);
    cache.keep(1, "one");
    cache.keep(2, "two");
    (void)cache.find(1);  // used
    cache.keep(3, "three");

    CHECK(cache.find(1) == "one");
    CHECK_FALSE(cache.find(2).has_value());
    CHECK(cache.find(3) == "three");
  }

  TEST_CASE("the first value of a key stays and is handed back") {
    Cache cache(2);
    CHECK(cache.keep(1, "first") == "first");
    CHECK(cache.keep(1, "second") == "first");
  }

  TEST_CASE("costs count: at the limit all stay, one above it the oldest goes") {
    Cache cache(10);
    cache.keep(1, "one", 5);
    cache.keep(2, "two", 5);
    CHECK(cache.find(1).has_value());
    CHECK(cache.find(2).has_value());

    cache.keep(3, "three", 1);

    CHECK_FALSE(cache.find(1).has_value());
    CHECK(cache.find(2).has_value());
  }

  TEST_CASE("a value larger than the limit is kept alone") {
    Cache cache(10);
    cache.keep(1, "one", 5);
    cache.keep(2, "two", 50);

    CHECK_FALSE(cache.find(1).has_value());
    CHECK(cache.find(2).has_value());
  }
}
