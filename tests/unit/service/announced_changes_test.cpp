// Whom a look's changes concern so much that they are told.
#include "service/announced_changes.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "support/memory_tree.hpp"

using cairn::catalog::Documents;
using cairn::resolve::ApplicationPaths;
using cairn::service::announced_changes;
using cairn::service::LabelChange;
using cairn::service::labels_told_max;
using cairn::source::FetchReport;
using cairn::testing::MemorySnapshot;
using Names = std::set<std::string>;

namespace {

std::vector<LabelChange> changes(const MemorySnapshot& before, const MemorySnapshot& after,
                                 const FetchReport& report) {
  const auto documents = std::make_shared<Documents>(Documents::Options{});
  cairn::resolve::ImportIndex imports(documents);
  return announced_changes(before, after, report, ApplicationPaths({""}), imports, "main",
                           *documents);
}

}  // namespace

TEST_SUITE("service::announced_changes") {
  TEST_CASE("a file counts when what is read from it differs") {
    MemorySnapshot before;
    before.commit("main", {{"shop.yml", "a: 1\nb: 2\n"},
                           {"cart.yml", "a: 1"},
                           {"till.yml", "a: 1"},
                           {"stay.yml", "a: 1"},
                           {"README.md", "one"}});
    MemorySnapshot after = before;
    after.commit("main", {{"shop.yml", "# a word\na:   1\nb: 2\n"},
                          {"cart.yml", "a: 2"},
                          {"till.yml", "a: 1\n---\na: 1"},
                          {"stay.yml", "a: 1"},
                          {"new.yml", "a: 1"},
                          {"README.md", "two"}});
    const auto all = changes(before, after, {true, {{"main", "c1", "c2"}}});
    REQUIRE(all.size() == 1);
    CHECK_FALSE(all[0].affected.all);
    CHECK(all[0].affected.applications == Names{"cart", "till", "new"});
    CHECK(all[0].label == "main");
    CHECK(all[0].after == "c2");
  }

  TEST_CASE("a file that cannot be used, or is gone, is another one") {
    MemorySnapshot before;
    before.commit("main", {{"shop.yml", "a: 1"}, {"cart.yml", "a: 1"}});
    MemorySnapshot after = before;
    after.commit("main", {{"shop.yml", "a: ["}});
    const auto all = changes(before, after, {true, {{"main", "c1", "c2"}}});
    REQUIRE(all.size() == 1);
    CHECK(all[0].affected.applications == Names{"shop", "cart"});
  }

  TEST_CASE("what is shared concerns all") {
    MemorySnapshot before;
    before.commit("main", {{"application.yml", "a: 1"}});
    MemorySnapshot after = before;
    after.commit("main", {{"application.yml", "a: 2"}});
    CHECK(changes(before, after, {true, {{"main", "c1", "c2"}}})[0].affected.all);
  }

  TEST_CASE("a new label concerns those for whom it is not the default one") {
    MemorySnapshot before;
    before.commit("main", {{"shop.yml", "a: 1"}, {"cart.yml", "a: 1"}});
    MemorySnapshot after = before;
    after.commit("topic", {{"shop.yml", "a: 2"}, {"cart.yml", "a: 1"}});
    const auto all = changes(before, after, {true, {{"topic", "", "c2"}, {"same", "", "c1"}}});
    REQUIRE(all.size() == 2);
    CHECK(all[0].affected.applications == Names{"shop"});
    CHECK(all[1].affected == cairn::resolve::Affected());
  }

  TEST_CASE("a label that is gone concerns nobody; a state that is, everybody") {
    MemorySnapshot snapshot;
    snapshot.commit("main", {{"shop.yml", "a: 1"}});
    const auto all = changes(snapshot, snapshot, {true, {{"old", "c1", ""}, {"odd", "c9", "c1"}}});
    REQUIRE(all.size() == 1);
    CHECK(all[0].label == "odd");
    CHECK(all[0].affected.all);
  }

  TEST_CASE("beyond the limit of labels everybody is told") {
    MemorySnapshot snapshot;
    snapshot.commit("main", {{"shop.yml", "a: 1"}});
    FetchReport report{true, {}};
    for (std::size_t i = 0; i < labels_told_max; ++i) {
      report.moved.push_back({"b" + std::to_string(i), "c1", "c1"});
    }
    CHECK(changes(snapshot, snapshot, report).size() == labels_told_max);
    CHECK_FALSE(changes(snapshot, snapshot, report).back().affected.all);
    report.moved.push_back({"one more", "c1", "c1"});
    CHECK(changes(snapshot, snapshot, report).size() == labels_told_max + 1);
    CHECK(changes(snapshot, snapshot, report).back().affected.all);
  }
}
