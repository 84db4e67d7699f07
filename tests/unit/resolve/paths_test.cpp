// Paths and wildcards.
#include "resolve/paths.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/memory_tree.hpp"

using namespace cairn::resolve;
using cairn::testing::Files;
using cairn::testing::MemoryTree;
using Paths = std::vector<std::string>;

TEST_CASE("a clean path has no dots and no empty segments, and never leaves the repository") {
  struct Row {
    std::string_view path;
    std::optional<std::string> clean;
  };
  const std::vector<Row> rows = {
      {"", ""},        {"a", "a"},           {"/a//b/", "a/b"},    {"./a/./b", "a/b"},
      {"a/../b", "b"}, {"a/b/../../c", "c"}, {"..", std::nullopt}, {"a/../../b", std::nullopt},
      {"a..b", "a..b"}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(clean_path(row.path) == row.clean);
  }
}

TEST_CASE("a reference is decoded like a URL, unless it is none") {
  CHECK(tree_path("a%20b/c.yml") == "a b/c.yml");
  CHECK(tree_path("100%.yml") == "100%.yml");
  CHECK(tree_path("%2e%2e/c.yml") == std::nullopt);
  CHECK(url_quoted("a b/100%?.yml") == "a%20b/100%25%3F.yml");
  CHECK(tree_path(url_quoted("a b/100%?[x]#.yml")) == "a b/100%?[x]#.yml");
}

TEST_CASE("wildcards match folders, in the order of their paths") {
  const MemoryTree tree(Files{{"t/a/x", ""},
                              {"t/b/c/x", ""},
                              {"t/b/c-d/x", ""},
                              {"t/.dot/x", ""},
                              {"t/x", ""},
                              {"u/config/x", ""},
                              {"v/config/x", ""},
                              {"v w1/x", ""},
                              {"ab-c/x", ""}});
  struct Row {
    std::string_view pattern;
    Paths found;
  };
  const std::vector<Row> rows = {{"t/*", {"t/.dot", "t/a", "t/b"}},
                                 {"t/*/", {"t/.dot", "t/a", "t/b"}},
                                 {"/t/**", {"t/.dot", "t/a", "t/b", "t/b/c", "t/b/c-d"}},
                                 {"*/config", {"u/config", "v/config"}},
                                 {"**/config", {"u/config", "v/config"}},
                                 {"**/c", {"t/b/c"}},
                                 {"t/**/c*", {"t/b/c", "t/b/c-d"}},
                                 {"ab*", {"ab-c"}},
                                 {"*b*c", {"ab-c"}},
                                 {"*-", {}},
                                 {"v w*", {}},  // a quoted blank is not a blank
                                 {"t/b/**/", {"t/b/c", "t/b/c-d"}},
                                 {"none/*", {}},
                                 {"../*", {}},
                                 {"t/../u/*", {"u/config"}}};
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    const auto found = matching_directories(tree, row.pattern);
    REQUIRE(found.has_value());
    CHECK(*found == row.found);
  }
}

TEST_CASE("a broken store is an error, not an empty match") {
  MemoryTree tree(Files{{"t/a/x", ""}});
  tree.broken = true;
  CHECK(matching_directories(tree, "t/*").error().code == cairn::ErrorCode::internal);
}
