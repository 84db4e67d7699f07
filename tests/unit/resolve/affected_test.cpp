// Whom a step from one tree to the next concerns.
#include "resolve/affected.hpp"

#include <doctest/doctest.h>

#include "support/memory_tree.hpp"

using cairn::resolve::Affected;
using cairn::resolve::affected_by;
using cairn::resolve::AffectedLimits;
using cairn::resolve::ApplicationPaths;
using cairn::resolve::import_targets;
using cairn::resolve::ImportIndex;
using cairn::resolve::ImportTarget;
using cairn::testing::Files;
using cairn::testing::MemoryTree;

namespace {

std::shared_ptr<cairn::catalog::Documents> documents() {
  return std::make_shared<cairn::catalog::Documents>(cairn::catalog::Documents::Options{});
}

Affected between(const Files& before, const Files& after, const AffectedLimits& limits = {}) {
  ImportIndex imports(documents());
  return affected_by(MemoryTree(before), MemoryTree(after), ApplicationPaths({"", "{application}"}),
                     imports, limits);
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
    ImportIndex imports(documents());
    CHECK(affected_by(broken, good, ApplicationPaths({""}), imports) == everybody);
    CHECK(affected_by(good, broken, ApplicationPaths({""}), imports) == everybody);
  }

  TEST_CASE("who imports what changed is concerned, directly and by way of others") {
    const auto with_shop = [](const char* shop) {
      return Files{{"shop.yml", shop},
                   {"shop-dev.yml", "a: 1"},
                   {"cart.yml", "spring.config.import: optional:shop.yml"},
                   {"mail.properties", "spring.config.import[0]=cart.yml\nx=1"},
                   {"till/own.yml", "spring: {config: {import: '../shop.yml;x.yml'}}"},
                   {"bare.yml", "spring.config.import: 'shop[.yml]'"},
                   {"other.yml", "spring.config.import: file:shop.yml,/shop.yml,shops.yml"},
                   {"none.yml", "text: to import is nothing"}};
    };
    CHECK(between(with_shop("a: 1"), with_shop("a: 2")) ==
          only({"shop", "cart", "mail", "till", "bare"}));
    Files before = with_shop("a: 1");
    Files after = before;
    after["shop-dev.yml"] = "a: 2";
    CHECK(between(before, after) == only({"shop", "shop-dev", "cart", "mail", "till", "bare"}));
    after = before;
    after["none.yml"] = "x: 1";
    CHECK(between(before, after) == only({"none"}));
    after = before;
    after.erase("shop.yml");
    CHECK(between(before, after) == only({"shop", "cart", "mail", "till", "bare"}));
  }

  TEST_CASE(
      "an import of a shared file's makes it everybody's, and two that import each other end") {
    const Files before{{"application.yml", "spring.config.import: shop.yml"}, {"shop.yml", "a: 1"}};
    Files after = before;
    after["shop.yml"] = "a: 2";
    CHECK(between(before, after) == everybody);
    const Files round{{"a.yml", "spring.config.import: b.yml"},
                      {"b.yml", "spring.config.import: a.yml"},
                      {"c.yml", "1"}};
    after = round;
    after["b.yml"] += "\nx: 1";
    CHECK(between(round, after) == only({"a", "b"}));
  }

  TEST_CASE("an import that depends on a placeholder may be of anything") {
    const Files before{{"cart.yml", "spring.config.import: 'optional:${where}.yml'"},
                       {"shop.yml", "a: 1"}};
    Files after = before;
    after["shop.yml"] = "a: 2";
    CHECK(between(before, after) == only({"cart", "shop"}));
  }

  TEST_CASE("targets are paths without extension, from where the importer is") {
    using Targets = std::vector<ImportTarget>;
    CHECK(import_targets("optional:../x/db.yml", "a/shop.yml") == Targets{{"x/db", false}});
    CHECK(import_targets("a/;optional:b/*/c.yml", "shop.yml") ==
          Targets{{"a/", true}, {"b/", true}});
    CHECK(import_targets("resource:a%20b.xml", "shop.yml") == Targets{{"a b", false}});
    for (const char* outside :
         {"/a.yml", "classpath:a.yml", "configserver:", "env:X", "", "../a.yml"}) {
      CAPTURE(outside);
      CHECK(import_targets(outside, "shop.yml").empty());
    }
    CHECK(ImportTarget{"x/db", false}.may_be("x/db-dev.yml"));
    CHECK_FALSE(ImportTarget{"x/db", false}.may_be("x/dbs.yml"));
    CHECK_FALSE(ImportTarget{"x/db", false}.may_be("x/d"));
  }

  TEST_CASE("more names than may be looked at for imports are all applications") {
    const Files before{{"a.yml", "1"}, {"b.yml", "1"}};
    const Files after{{"a.yml", "2"}, {"b.yml", "1"}};
    CHECK(between(before, after, {10, 2}) == only({"a"}));
    CHECK(between(before, after, {10, 1}) == everybody);
  }
}
