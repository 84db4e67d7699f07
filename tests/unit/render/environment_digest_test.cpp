// The digest behind the ETag: what changes it and what does not.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "render/render.hpp"
#include "unit/render/environments.hpp"

namespace cairn::render {
namespace {

TEST_SUITE("environment_digest") {
  const Environment shop = environment({{property("a", std::string("1"), {1, 4})}});
  const std::string digest = environment_digest(shop, false, {});

  TEST_CASE("it has 32 hexadecimal digits") {
    CHECK(digest.size() == 32);
    CHECK(digest.find_first_not_of("0123456789abcdef") == std::string::npos);
  }

  TEST_CASE("a new commit id alone is no change") {
    Environment later = shop;
    later.version = "2f6c";
    CHECK(environment_digest(later, false, {}) == digest);
  }

  TEST_CASE("values, types, keys, order and names are") {
    const std::vector<Environment> others{
        environment({{text("a", "2")}}),
        environment({{number("a", 1)}}),
        environment({{text("b", "1")}}),
        environment({{text("a", "1")}, {}}),
        environment({}),
    };
    for (const Environment& other : others) {
      CHECK(environment_digest(other, false, {}) != digest);
    }
    Environment renamed = shop;
    renamed.sources[0].name = "other.yml";
    CHECK(environment_digest(renamed, false, {}) != digest);
    Environment labelled = shop;
    labelled.label = "";
    CHECK(environment_digest(labelled, false, {}) != digest);
  }

  TEST_CASE("positions count only with origins") {
    const Environment moved = environment({{property("a", std::string("1"), {2, 4})}});
    CHECK(environment_digest(moved, false, {}) == digest);
    CHECK(environment_digest(moved, true, {}) != environment_digest(shop, true, {}));
    CHECK(environment_digest(shop, true, {}) != digest);
  }

  TEST_CASE("the directory of the mirror does not count") {
    Environment here = shop;
    here.sources[0].name = "uri/Config resource 'file [/var/a/shop.yml' (document #0)";
    Environment there = shop;
    there.sources[0].name = "uri/Config resource 'file [/srv/b/shop.yml' (document #0)";
    CHECK(environment_digest(here, false, {"/var/a"}) ==
          environment_digest(there, false, {"/srv/b"}));
    CHECK(environment_digest(here, false, {}) != environment_digest(there, false, {}));
  }
}

}  // namespace
}  // namespace cairn::render
