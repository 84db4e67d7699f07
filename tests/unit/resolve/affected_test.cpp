// Whom a step from one tree to the next concerns.
#include "resolve/affected.hpp"

#include <doctest/doctest.h>

#include "support/memory_tree.hpp"

using cairn::resolve::Affected;
using cairn::resolve::affected_by;
using cairn::resolve::AffectedLimits;
using cairn::resolve::ApplicationPaths;
using cairn::testing::Files;
using cairn::testing::MemoryTree;

namespace {

Affected between(const Files& before, const Files& after, const AffectedLimits& limits = {}) {
  return affected_by(MemoryTree(before), MemoryTree(after), ApplicationPaths({"", "{application}"}),
                     limits);
}

Affected only(std::set<std::string> applications) {
  return Affected{false, std::move(applications)};
}

const Affected everybody{true, {}};

}  // namespace

TEST_SUITE("resolve::affected_by") {
  TEST_CASE("only the applications of files that changed, came or went") {
    const Files before{{"shop.yml", "a"}, {"cart.yml", "a"}, {"mail/x.yml", "a"}, {"old.yml", "a"}};
    const Files after{{"shop.yml", "b"}, {"cart.yml", "a"}, {"mail/x.yml", "b"}, {"new.yml", "a"}};
    CHECK(between(before, after) == only({"mail", "new", "old", "shop"}));
    CHECK(between(before, before) == only({}));
  }

  TEST_CASE("a shared file, and one that nobody can be named for, concern all") {
    CHECK(between({{"application.yml", "a"}}, {{"application.yml", "b"}}) == everybody);
    CHECK(between({{"shop.yml", "a"}}, {{"shop.yml", "b"}, {"README.md", "a"}}) == everybody);
  }

  TEST_CASE("a directory that went takes its application with it") {
    CHECK(between({{"shop/a.yml", "a"}, {"cart.yml", "a"}}, {{"cart.yml", "a"}}) == only({"shop"}));
  }

  TEST_CASE("a file in the place of a directory counts as both") {
    CHECK(between({{"shop/a.yml", "a"}}, {{"shop.yml", "a"}}) == only({"shop"}));
  }

  TEST_CASE("up to the limits the names are told, beyond them it is all") {
    const Files before{{"a.yml", "1"}, {"b.yml", "1"}, {"c.yml", "1"}};
    const Files after{{"a.yml", "2"}, {"b.yml", "2"}, {"c.yml", "1"}};
    CHECK(between(before, after, {2, 3}) == only({"a", "b"}));
    CHECK(between(before, after, {1, 3}) == everybody);
    CHECK(between(before, after, {2, 2}) == everybody);
  }

  TEST_CASE("a tree that cannot be read is no tree without changes") {
    MemoryTree broken(Files{{"a.yml", "1"}});
    broken.broken = true;
    const MemoryTree good(Files{{"a.yml", "1"}});
    CHECK(affected_by(broken, good, ApplicationPaths({""})) == everybody);
    CHECK(affected_by(good, broken, ApplicationPaths({""})) == everybody);
  }
}
