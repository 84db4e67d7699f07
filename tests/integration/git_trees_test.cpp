// Files of a commit, read from a mirror.
#include <algorithm>

#include "git_fixture.hpp"

using cairn::ErrorCode;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::GitFixture;
using cairn::test::resolve;
using Strings = std::vector<std::string>;

TEST_SUITE("GitTree") {
  TEST_CASE("files and directories are found and listed by path") {
    GitFixture fixture;
    fixture.commit(
        "main",
        {{"a.yml", "a"}, {"run.sh", "run", "100755"}, {"d/e/f.yml", "f"}, {"d/g.yml", "g"}});
    auto source = fixture.open();
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;

    CHECK(file_of(*tree, "a.yml") == "a");
    CHECK(file_of(*tree, "run.sh") == "run");
    CHECK(file_of(*tree, "d/e/f.yml") == "f");
    for (const char* path : {"", "d", "d/e", "x", "a.yml/x", "d/../a.yml", "./a.yml", "/a.yml",
                             "a.yml/", "d//g.yml", "A.yml"}) {
      CAPTURE(path);
      CHECK(file_of(*tree, path) == "(none)");
    }
    const auto root = tree->list("");
    REQUIRE(root.has_value());
    CHECK((*root)->files == Strings{"a.yml", "run.sh"});
    CHECK((*root)->directories == Strings{"d"});
    const auto inner = tree->list("d");
    REQUIRE(inner.has_value());
    CHECK((*inner)->files == Strings{"g.yml"});
    CHECK((*inner)->directories == Strings{"e"});
    for (const char* path : {"x", "a.yml", "d/", "/", "..", "."}) {
      CAPTURE(path);
      const auto none = tree->list(path);
      REQUIRE(none.has_value());
      CHECK(*none == nullptr);
    }
  }

  TEST_CASE("equal directories of two commits are one listing in memory") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", {{"d/x.yml", "x"}, {"a.yml", "1"}});
    const std::string two = fixture.commit("main", {{"a.yml", "2"}});
    auto source = fixture.open();
    fetch(*source);
    const auto snapshot = source->current();

    const auto first = snapshot->revision(one)->tree->list("d");
    const auto second = snapshot->revision(two)->tree->list("d");

    CHECK(*first == *second);
  }

  TEST_CASE("a tree tells which files and links are others than in another commit") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", {{"a.yml", "1"},
                                                    {"b.yml", "1"},
                                                    {"d/e/x.yml", "x"},
                                                    {"d/y.yml", "y"},
                                                    {"gone/z.yml", "z"},
                                                    {"link.yml", "a.yml", "120000"},
                                                    {"same/s.yml", "s"},
                                                    {"turns", "a file"}});
    const std::string two = fixture.commit("main", {{"-gone/z.yml", ""},
                                                    {"-turns", ""},
                                                    {"a.yml", "2"},
                                                    {"d/e/x.yml", "x2"},
                                                    {"link.yml", "b.yml", "120000"},
                                                    {"new/n.yml", "n"},
                                                    {"turns/t.yml", "into a directory"}});
    auto source = fixture.open();
    fetch(*source);
    const auto snapshot = source->current();
    const auto before = snapshot->revision(one)->tree;
    const auto after = snapshot->revision(two)->tree;

    auto changed = **after->changed_since(*before);
    std::sort(changed.begin(), changed.end());

    CHECK(changed == Strings{"a.yml", "d/e/x.yml", "link.yml", "new/n.yml", "turns/t.yml"});
    CHECK((*after->changed_since(*after))->empty());
  }

  TEST_CASE("symbolic links are followed inside the tree only") {
    GitFixture fixture;
    const std::string link = "120000";
    fixture.commit("main", {{"real/a.yml", "a"},
                            {"to-file", "real/a.yml", link},
                            {"to-folder", "real", link},
                            {"to-folder-slash", "./real/", link},
                            {"deep/up", "../real/a.yml", link},
                            {"deep/to-link", "../to-folder/a.yml", link},
                            {"outside", "../etc/passwd", link},
                            {"deep/outside", "../../real/a.yml", link},
                            {"absolute", "/etc/passwd", link},
                            {"nowhere", "no/such", link},
                            {"loop", "loop", link},
                            {"file-slash", "real/a.yml/", link},
                            {"empty-git", ".git/config", link}});
    auto source = fixture.open();
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;

    for (const char* path :
         {"to-file", "to-folder/a.yml", "to-folder-slash/a.yml", "deep/up", "deep/to-link"}) {
      CAPTURE(path);
      CHECK(file_of(*tree, path) == "a");
    }
    for (const char* path : {"outside", "deep/outside", "absolute", "nowhere", "loop", "file-slash",
                             "empty-git", "to-folder"}) {
      CAPTURE(path);
      CHECK(file_of(*tree, path) == "(none)");
    }
    const auto root = tree->list("");
    REQUIRE(root.has_value());
    CHECK((*root)->files == Strings{"to-file"});
    CHECK((*root)->directories == Strings{"deep", "real", "to-folder", "to-folder-slash"});
    REQUIRE(*tree->list("to-folder") != nullptr);
    CHECK((*tree->list("to-folder"))->files == Strings{"a.yml"});
  }

  TEST_CASE("eight links in a row are followed, nine are not") {
    GitFixture fixture;
    std::vector<GitFixture::Item> items{{"l0", "end"}};
    for (int i = 1; i <= 9; ++i) {
      items.push_back({"l" + std::to_string(i), "l" + std::to_string(i - 1), "120000"});
    }
    fixture.commit("main", items);
    auto source = fixture.open();
    fetch(*source);

    CHECK(file_of(*source, "main", "l8") == "end");
    CHECK(file_of(*source, "main", "l9") == "(none)");
  }

  TEST_CASE("submodules are left out") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", {{"a.yml", "a"}});
    fixture.git({"update-index", "--add", "--cacheinfo", "160000," + one + ",module"});
    fixture.git(
        {"update-index", "--add", "--cacheinfo", "100644," + fixture.id("main:a.yml") + ",z.yml"});
    const std::string tree = fixture.git({"write-tree"});
    fixture.git({"update-ref", "refs/heads/more", fixture.git({"commit-tree", "-m", "x", tree})});
    auto source = fixture.open();
    fetch(*source);

    const auto listing = resolve(*source, "more")->revision.tree->list("");

    REQUIRE(listing.has_value());
    CHECK((*listing)->files == Strings{"z.yml"});
    CHECK((*listing)->directories.empty());
  }

  TEST_CASE("a file up to the limit is read, one byte more is refused with the limit's name") {
    GitFixture fixture;
    fixture.commit("main", {{"fits", std::string(100, 'x')}, {"large", std::string(101, 'x')}});
    auto options = fixture.options();
    options.file_bytes_max = 100;
    auto source = GitFixture::open(options);
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;

    CHECK(file_of(*tree, "fits").size() == 100);
    const auto large = tree->find("large");
    REQUIRE((large.has_value() && large->has_value()));
    const auto refused = tree->read(**large);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
    CHECK(refused.error().message.find("the limit for one file is 100") != std::string::npos);
    CHECK(tree->read(**tree->find("fits"), 100).has_value());
    CHECK(tree->read(**tree->find("fits"), 99).error().code == ErrorCode::failed_precondition);
  }

  TEST_CASE("a blob that is not there is an error, not an absent file") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;

    for (const std::string& id : {std::string(40, '1'), std::string("no id")}) {
      const auto missing = tree->read(cairn::source::File{id});
      REQUIRE_FALSE(missing.has_value());
      CHECK(missing.error().code == ErrorCode::internal);
    }
  }
}
