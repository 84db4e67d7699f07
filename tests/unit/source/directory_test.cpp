// Tree objects, also evil ones.
#include "source/git/directory.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::ErrorCode;
using cairn::source::git::Directory;
using cairn::source::git::EntryKind;

namespace {

std::string entry(const std::string& mode, const std::string& name, char id = 'i') {
  return mode + ' ' + name + '\0' + std::string(20, id);
}

}  // namespace

TEST_SUITE("Directory::parse") {
  TEST_CASE("files, directories and links are found by name, sorted bytewise") {
    const auto directory = Directory::parse(entry("100644", "a.yml") + entry("100755", "run") +
                                            entry("40000", "a") + entry("120000", "link"));

    REQUIRE(directory.has_value());
    const auto& entries = (*directory)->entries();
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].name == "a");
    CHECK(entries[1].name == "a.yml");
    CHECK((*directory)->find("a")->kind == EntryKind::directory);
    CHECK((*directory)->find("run")->kind == EntryKind::file);
    CHECK((*directory)->find("link")->kind == EntryKind::link);
    CHECK((*directory)->find("A") == nullptr);
    CHECK((*directory)->listing() == nullptr);  // the link may lead anywhere
  }

  TEST_CASE("a directory without links has its listing ready") {
    const auto directory = Directory::parse(entry("100644", "b") + entry("40000", "c"));

    REQUIRE(directory.has_value());
    REQUIRE((*directory)->listing() != nullptr);
    CHECK((*directory)->listing()->files == std::vector<std::string>{"b"});
    CHECK((*directory)->listing()->directories == std::vector<std::string>{"c"});
  }

  TEST_CASE("names that no repository should have, and submodules, are left out") {
    std::string tree;
    for (const char* name : {"", ".", "..", ".git", ".GIT", "a/b"}) {
      tree += entry("100644", name);
    }
    tree += entry("160000", "module");

    const auto directory = Directory::parse(tree);

    REQUIRE(directory.has_value());
    CHECK((*directory)->entries().empty());
  }

  TEST_CASE("what is left out is told, but for submodules") {
    const auto flaw = [](const std::string& tree) { return (*Directory::parse(tree))->flaw(); };
    CHECK(flaw(entry("100644", "a") + entry("160000", "module")).empty());
    CHECK(flaw(entry("100644", "a") + entry("40000", ".Git")) == "an entry is named '.Git'");
    CHECK(flaw(entry("100644", "a") + entry("40000", "a")) == "two entries are named 'a'");
    CHECK(flaw(entry("100644", "a.git") + entry("40000", "...")).empty());
  }

  TEST_CASE("of equal names the first stays") {
    const auto directory = Directory::parse(entry("100644", "a", '1') + entry("40000", "a", '2'));

    REQUIRE(directory.has_value());
    REQUIRE((*directory)->entries().size() == 1);
    CHECK((*directory)->entries()[0].kind == EntryKind::file);
  }

  TEST_CASE("bytes that are no tree are refused") {
    const std::string good = entry("100644", "a");
    for (const std::string& bad : {std::string("x"), good.substr(0, good.size() - 1),
                                   std::string("100644 a"), entry("", "a"), entry("10064x", "a"),
                                   entry("77777777", "a"), entry("0", "a"), good + "1"}) {
      const auto directory = Directory::parse(bad);
      REQUIRE_FALSE(directory.has_value());
      CHECK(directory.error().code == ErrorCode::failed_precondition);
    }
  }

  TEST_CASE("an empty tree is an empty directory") {
    const auto directory = Directory::parse("");
    REQUIRE(directory.has_value());
    CHECK((*directory)->entries().empty());
    CHECK((*directory)->listing() != nullptr);
  }
}
