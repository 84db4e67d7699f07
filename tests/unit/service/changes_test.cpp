// What a look moved, label by label.
#include "service/changes.hpp"

#include <doctest/doctest.h>

#include "support/memory_tree.hpp"

using cairn::resolve::ApplicationPaths;
using cairn::resolve::ImportIndex;
using cairn::service::changes_of;
using cairn::service::first_changes;
using cairn::service::labels_told_max;
using cairn::source::FetchReport;
using cairn::testing::MemorySnapshot;

namespace {

ImportIndex no_imports() {
  using cairn::catalog::Documents;
  return ImportIndex(std::make_shared<Documents>(Documents::Options{}));
}

}  // namespace

TEST_SUITE("service::changes_of") {
  TEST_CASE("a label that moved concerns the applications of what differs") {
    MemorySnapshot before;
    before.commit("main", {{"shop.yml", "1"}, {"cart.yml", "1"}});
    MemorySnapshot after = before;
    after.commit("main", {{"shop.yml", "2"}, {"cart.yml", "1"}});
    ImportIndex imports = no_imports();
    const auto changes =
        changes_of(before, after, {true, {{"main", "c1", "c2"}}}, ApplicationPaths({""}), imports);
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].before == "c1");
    CHECK(changes[0].after == "c2");
    CHECK(changes[0].affected.applications == std::set<std::string>{"shop"});
  }

  TEST_CASE("a label that came or went, and a state that is gone, concern all") {
    MemorySnapshot snapshot;
    snapshot.commit("main", {{"shop.yml", "1"}});
    const FetchReport report{true, {{"new", "", "c1"}, {"old", "c1", ""}, {"odd", "c9", "c1"}}};
    ImportIndex imports = no_imports();
    for (const auto& change :
         changes_of(snapshot, snapshot, report, ApplicationPaths({""}), imports)) {
      CAPTURE(change.label);
      CHECK(change.affected.all);
    }
    CHECK(first_changes(report).size() == 3);
    CHECK(first_changes(report).front().affected.all);
  }

  TEST_CASE("no more labels are told than the limit") {
    FetchReport report{true, {}};
    report.moved.resize(labels_told_max);
    CHECK(first_changes(report).size() == labels_told_max);
    report.moved.resize(labels_told_max + 1);
    CHECK(first_changes(report).size() == labels_told_max);
    const MemorySnapshot nothing;
    ImportIndex imports = no_imports();
    CHECK(changes_of(nothing, nothing, report, ApplicationPaths({""}), imports).size() ==
          labels_told_max);
  }
}
