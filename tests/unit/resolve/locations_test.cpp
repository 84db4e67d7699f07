// Search locations.
#include "resolve/locations.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "resolving.hpp"

using namespace cairn::resolve;
using cairn::testing::MemoryTree;

namespace {

Names texts_of(const MemoryTree& tree, const Names& search_paths, const Query& asked,
               std::string_view label = "main") {
  const auto locations = search_locations(tree, search_paths, asked, label).value();
  Names texts;
  for (const Location& location : locations) {
    texts.push_back(location.text);
  }
  return texts;
}

const MemoryTree& tree() {
  static const MemoryTree made(Files{{"shared/x", ""},
                                     {"shop/x", ""},
                                     {"shop/dev/x", ""},
                                     {"cart/x", ""},
                                     {"env/dev/x", ""},
                                     {"env/eu/x", ""},
                                     {"env/fix/1/x", ""},
                                     {"a b/x", ""},
                                     {"odd?/x", ""},
                                     {"shop.yml", ""},
                                     {"team/kiosk/x", ""}});
  return made;
}

}  // namespace

TEST_CASE("the root comes first, then what exists of the search paths, each once") {
  CHECK(texts_of(tree(), {}, query("shop", "dev")) == Names{""});
  CHECK(texts_of(tree(), {"shared", "/shared/", "missing", "shop.yml", "shop", "/"},
                 query("shop", "dev")) == Names{"", "shared/", "shop/"});
}

TEST_CASE("placeholders stand for each profile and, within it, each application") {
  CHECK(texts_of(tree(), {"{application}", "env/{profile}", "{application}/{profile}"},
                 query("shop,cart", "dev,eu")) ==
        Names{"", "shop/", "cart/", "env/dev/", "env/eu/", "shop/dev/"});
  CHECK(texts_of(tree(), {"env/{label}"}, query("shop", "dev"), "fix/1") ==
        Names{"", "env/fix/1/"});
  CHECK(texts_of(tree(), {"{application}"}, query("team(_)kiosk", "dev")) ==
        Names{"", "team/kiosk/"});
}

TEST_CASE("a location is shown as in a URL, and a question mark is no wildcard") {
  CHECK(texts_of(tree(), {"a b", "odd?"}, query("shop", "dev")) == Names{"", "a%20b/", "odd%3F/"});
}

TEST_CASE("a search path cannot leave the repository") {
  CHECK(texts_of(tree(), {"../elsewhere", "x/../cart"}, query("shop", "dev")) ==
        Names{"", "cart/"});
}

TEST_CASE("without a profile or an application there is no location") {
  CHECK(texts_of(tree(), {"shared"}, query("shop", "")).empty());
  CHECK(texts_of(tree(), {"shared"}, query("", "dev")).empty());
}
