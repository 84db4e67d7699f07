// Labels that lead where an operator wants.
#include "catalog/pinned_snapshot.hpp"

#include <doctest/doctest.h>

#include "support/memory_tree.hpp"

using cairn::ErrorCode;
using cairn::Label;
using cairn::catalog::find_pin;
using cairn::catalog::PinnedSnapshot;
using cairn::source::Pin;
using cairn::source::Pins;
using cairn::testing::MemorySnapshot;

namespace {

Pins pinned(const std::string& ref, const std::string& label, const std::string& commit) {
  return {{ref, std::make_shared<const Pin>(Pin{label, commit, "why", 7, 0})}};
}

// main: c1, c2; fix: c3.
std::shared_ptr<MemorySnapshot> two_branches() {
  auto snapshot = std::make_shared<MemorySnapshot>();
  snapshot->commit("main", {{"a.yml", "1"}});
  snapshot->commit("main", {{"a.yml", "2"}});
  snapshot->commit("fix", {{"a.yml", "3"}}, "main");
  for (const char* label : {"main", "fix"}) {
    snapshot->labels[label].ref = std::string("refs/heads/") + label;
    snapshot->labels[label].before_rewrite = "c9";
  }
  return snapshot;
}

std::string id_of(const cairn::source::Snapshot& snapshot, const char* label) {
  const auto resolved = snapshot.resolve(*Label::from_name(label));
  return resolved ? resolved->revision.id : "error " + resolved.error().text();
}

}  // namespace

TEST_SUITE("catalog::PinnedSnapshot") {
  TEST_CASE("a pinned label leads to its commit, others where they led before") {
    const PinnedSnapshot snapshot(two_branches(), pinned("refs/heads/main", "main", "c1"));
    const auto main = snapshot.resolve(*Label::from_name("main"));
    REQUIRE(main.has_value());
    CHECK(main->revision.id == "c1");
    CHECK(main->pin->reason == "why");
    CHECK(main->changed_at == 7);
    CHECK(main->before_rewrite.empty());
    CHECK_FALSE(main->exact);
    CHECK(id_of(snapshot, "fix") == "c3");
    CHECK(snapshot.resolve(*Label::from_name("fix"))->pin == nullptr);
  }

  TEST_CASE("every way to write the label is pinned, and no commit id is") {
    auto below = two_branches();
    below->labels["origin/main"] = below->labels["main"];
    below->labels["c2c2c2c2"] = below->labels["main"];
    below->labels["c2c2c2c2"].exact = true;
    const PinnedSnapshot snapshot(below, pinned("refs/heads/main", "main", "c1"));
    CHECK(id_of(snapshot, "origin/main") == "c1");
    CHECK(id_of(snapshot, "c2c2c2c2") == "c2");
  }

  TEST_CASE("a label that is gone is served as it is pinned") {
    const PinnedSnapshot snapshot(two_branches(), pinned("refs/heads/old", "old", "c1"));
    CHECK(id_of(snapshot, "old") == "c1");
    CHECK(id_of(snapshot, "heads/old") == "c1");
    CHECK(id_of(snapshot, "other").rfind("error", 0) == 0);
  }

  TEST_CASE("a pinned commit that is lost is an error, and never the state that it replaces") {
    const PinnedSnapshot snapshot(two_branches(), pinned("refs/heads/main", "main", "c9"));
    const auto main = snapshot.resolve(*Label::from_name("main"));
    REQUIRE_FALSE(main.has_value());
    CHECK(main.error().code == ErrorCode::internal);
  }

  TEST_CASE("a deleted branch stays marked while it is pinned") {
    auto below = two_branches();
    below->labels["main"].deleted_upstream = true;
    below->labels["main"].changed_at = 5;
    const PinnedSnapshot snapshot(below, pinned("refs/heads/main", "main", "c1"));
    CHECK(snapshot.resolve(*Label::from_name("main"))->deleted_upstream);
    CHECK(snapshot.resolve(*Label::from_name("main"))->changed_at == 5);
  }

  TEST_CASE("all else is as below") {
    const PinnedSnapshot snapshot(two_branches(), pinned("refs/heads/main", "main", "c1"));
    CHECK(snapshot.revision("c2")->id == "c2");
    CHECK(snapshot.first_parent("c2").value() == std::optional<std::string>("c1"));
    CHECK(snapshot.last_change("c2", "a.yml").value() == 2);
  }

  TEST_CASE("pins are found by any form of their label, and by no part of it") {
    const Pins pins = pinned("refs/heads/fix/one", "fix/one", "c1");
    for (const char* label : {"fix/one", "heads/fix/one", "refs/heads/fix/one"}) {
      CAPTURE(label);
      CHECK(find_pin(pins, label) != pins.end());
    }
    for (const char* label : {"one", "ix/one", "fix", "", "tags/fix/one"}) {
      CAPTURE(label);
      CHECK(find_pin(pins, label) == pins.end());
    }
  }
}
