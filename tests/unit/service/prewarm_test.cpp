// Prewarming: which files are parsed after a fetch.
#include "service/prewarm.hpp"

#include <doctest/doctest.h>

#include "support/memory_tree.hpp"

using cairn::catalog::Documents;
using cairn::testing::MemorySnapshot;
using cairn::testing::MemoryTree;

namespace {

// How often the tree of a commit was read for contents.
int reads_of(const MemorySnapshot& snapshot, const std::string& id) {
  return static_cast<const MemoryTree&>(*snapshot.revision(id)->tree).reads;
}

}  // namespace

TEST_SUITE("service::prewarm") {
  TEST_CASE("only configuration files that changed are parsed") {
    auto snapshot = std::make_shared<MemorySnapshot>();
    snapshot->commit("main", {{"shop.yml", "a: 1\n"}, {"b/cart.yml", "b: 1\n"}, {"t.txt", "x"}});
    snapshot->commit("main", {{"shop.yml", "a: 2\n"},
                              {"b/cart.yml", "b: 1\n"},
                              {"t.txt", "y"},
                              {"b/new.properties", "c=1"}});
    Documents documents(Documents::Options{});

    cairn::service::parse_changed_files({nullptr, snapshot}, {true, {{"main", "c1", "c2"}}},
                                        documents);

    CHECK(reads_of(*snapshot, "c2") == 2);
  }

  TEST_CASE("a new label is left to its first reader, and the limit holds") {
    auto snapshot = std::make_shared<MemorySnapshot>();
    snapshot->commit("main", {{"a.yml", "a: 1\n"}, {"b.yml", "a: 1\n"}});
    snapshot->commit("main", {{"a.yml", "a: 2\n"}, {"b.yml", "a: 3\n"}});
    Documents documents(Documents::Options{});

    cairn::service::parse_changed_files({nullptr, snapshot}, {true, {{"main", "", "c1"}}},
                                        documents);
    CHECK(reads_of(*snapshot, "c1") == 0);
    cairn::service::parse_changed_files({nullptr, snapshot}, {true, {{"main", "c1", "c2"}}},
                                        documents, 1);
    CHECK(reads_of(*snapshot, "c2") == 1);
  }
}
