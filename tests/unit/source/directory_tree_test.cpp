// Paths, links and contents of scanned directories.
#include "source/directory/directory_tree.hpp"

#include <doctest/doctest.h>

#include "source/directory/directory_source.hpp"
#include "support/directory_fixture.hpp"

using cairn::ErrorCode;
using cairn::Label;
using cairn::source::directory::DirectorySource;
using cairn::source::directory::DirectoryTree;
using cairn::source::directory::RootTree;
using cairn::source::directory::Scanner;
using cairn::test::DirectoryFixture;
using cairn::test::text_of;

namespace {

RootTree scanned(DirectoryFixture& fixture, const Scanner::Options& options) {
  Scanner scanner(options);
  const auto state = scanner.look({});
  REQUIRE(state.has_value());
  REQUIRE((*state)->roots.size() == 1);
  (void)fixture;
  return RootTree((*state)->roots[0], scanner.scan_options());
}

RootTree scanned(DirectoryFixture& fixture) {
  return scanned(fixture, fixture.options());
}

}  // namespace

TEST_SUITE("RootTree") {
  TEST_CASE("links are followed while they stay below the root") {
    DirectoryFixture fixture;
    fixture.write("real/sub/shop.yml", "here");
    fixture.write("top.yml", "top");
    fixture.link("real/sub", "to-directory");
    fixture.link("real/sub/shop.yml", "to-file.yml");
    fixture.link(fixture / "real/sub/shop.yml", "absolute.yml");
    fixture.link("to-file.yml", "chain.yml");
    fixture.link("../../top.yml", "real/sub/up.yml");
    fixture.link("..", "to-directory-up");
    fixture.link("./real/.//sub/../sub", "crooked");
    const auto tree = scanned(fixture);

    for (const char* path : {"to-directory/shop.yml", "to-file.yml", "absolute.yml", "chain.yml",
                             "crooked/shop.yml", "real/sub/shop.yml"}) {
      CAPTURE(path);
      CHECK(text_of(tree, path) == "here");
    }
    // ".." is the directory above the one that the link leads to.
    CHECK(text_of(tree, "to-directory/up.yml") == "top");
    CHECK((*tree.list("crooked"))->files == std::vector<std::string>{"shop.yml", "up.yml"});
    CHECK((*tree.list(""))->directories ==
          std::vector<std::string>{"crooked", "real", "to-directory"});
  }

  TEST_CASE("links that leave the root are left out, also through others") {
    DirectoryFixture fixture;
    std::filesystem::create_directories(fixture.root() + "-outside");
    std::ofstream(fixture.root() + "-outside/secret.yml") << "secret";
    fixture.write("sub/shop.yml", "x");
    fixture.link("../config-outside/secret.yml", "relative.yml");
    fixture.link(fixture.root() + "-outside/secret.yml", "absolute.yml");
    fixture.link(fixture.root() + "-outside", "directory");
    fixture.link("relative.yml", "chain.yml");
    fixture.link("../../config-outside/secret.yml", "sub/deep.yml");
    fixture.link("../config/sub/shop.yml", "out-and-in.yml");
    fixture.link("/etc/passwd", "passwd");
    fixture.link("nothing", "dangling.yml");
    fixture.link("self", "self");
    fixture.link(".git/config", "git.yml");
    fixture.write(".git/config", "secret");
    const auto tree = scanned(fixture);

    for (const char* path : {"relative.yml", "absolute.yml", "directory/secret.yml", "chain.yml",
                             "sub/deep.yml", "out-and-in.yml", "passwd", "dangling.yml", "self",
                             "git.yml", "../config-outside/secret.yml", "sub/../sub/shop.yml", "",
                             "/sub/shop.yml", "sub//shop.yml", "sub/shop.yml/x"}) {
      CAPTURE(path);
      CHECK(text_of(tree, path) == "(none)");
    }
    CHECK((*tree.list(""))->files.empty());
    CHECK((*tree.list(""))->directories == std::vector<std::string>{"sub"});
    CHECK(*tree.list("directory") == nullptr);
  }

  TEST_CASE("eight links in a row are followed, nine are not") {
    DirectoryFixture fixture;
    fixture.write("0", "end");
    for (int i = 1; i <= 9; ++i) {
      fixture.link(std::to_string(i - 1), std::to_string(i));
    }
    const auto tree = scanned(fixture);

    CHECK(text_of(tree, "8") == "end");
    CHECK(text_of(tree, "9") == "(none)");
  }

  TEST_CASE("a root that is a link itself is where it leads, by both its names") {
    DirectoryFixture fixture;
    const std::string release = fixture.folder / "release";
    std::filesystem::create_directories(release);
    std::ofstream(release + "/shop.yml") << "one";
    std::filesystem::create_symlink(release + "/shop.yml", release + "/by-release.yml");
    std::filesystem::create_symlink(fixture / "shop.yml", release + "/by-root.yml");
    std::filesystem::create_symlink("release", fixture.root());
    const auto tree = scanned(fixture);

    CHECK(text_of(tree, "shop.yml") == "one");
    CHECK(text_of(tree, "by-release.yml") == "one");
    CHECK(text_of(tree, "by-root.yml") == "one");
  }

  TEST_CASE("what is in memory stays as it was when the file is changed or gone") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "old");
    fixture.write("gone.yml", "old");
    const auto tree = scanned(fixture);

    fixture.write("shop.yml", "new");
    std::filesystem::remove(fixture / "gone.yml");

    CHECK(text_of(tree, "shop.yml") == "old");
    CHECK(text_of(tree, "gone.yml") == "old");
  }

  TEST_CASE("a large file is read from the disk, and refused once it is another") {
    for (const bool by_size : {true, false}) {
      CAPTURE(by_size);
      DirectoryFixture fixture;
      fixture.write("large.bin", "12345");
      fixture.link("large.bin", "link.bin");
      auto options = fixture.options();
      options.content_id = nullptr;  // the real digest
      (by_size ? options.limits.kept_file_bytes_max : options.limits.kept_bytes_max) = 4;
      const auto tree = scanned(fixture, options);

      CHECK(text_of(tree, "large.bin") == "12345");
      CHECK(text_of(tree, "link.bin") == "12345");
      fixture.touch("large.bin", 1'000'000'000);
      CHECK(text_of(tree, "large.bin") == "12345");
      fixture.write("large.bin", "12346");
      CHECK(text_of(tree, "large.bin") == "unavailable");
      std::filesystem::remove(fixture / "large.bin");
      CHECK(text_of(tree, "link.bin") == "unavailable");
    }
  }

  TEST_CASE("a large file in a root whose link was swapped is read from the old one") {
    DirectoryFixture fixture;
    for (const char* release : {"one", "two"}) {
      std::filesystem::create_directories(fixture.folder / release);
      std::ofstream(fixture.folder / release + std::string("/large.bin")) << release;
    }
    std::filesystem::create_symlink("one", fixture.root());
    auto options = fixture.options();
    options.limits.kept_file_bytes_max = 0;
    const auto tree = scanned(fixture, options);

    std::filesystem::remove(fixture.root());
    std::filesystem::create_symlink("two", fixture.root());

    CHECK(text_of(tree, "large.bin") == "one");
  }

  TEST_CASE("a file that this state does not have cannot be read from it") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "x");
    const auto tree = scanned(fixture);

    for (const cairn::source::File& file :
         {cairn::source::File{"id:x", "none.yml"}, cairn::source::File{"id:y", "shop.yml"},
          cairn::source::File{"id:x", ""}}) {
      const auto read = tree.read(file, 100);
      REQUIRE_FALSE(read.has_value());
      CHECK(read.error().code == ErrorCode::internal);
    }
  }
}

TEST_SUITE("DirectorySource") {
  TEST_CASE("there is nothing before the first look, and every label is the one state after it") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "x");
    DirectorySource source({fixture.options(), {}});
    CHECK(source.current() == nullptr);

    const auto report = source.fetch({});

    REQUIRE(report.has_value());
    CHECK(report->changed);
    REQUIRE(report->moved.size() == 1);
    CHECK(report->moved[0].before.empty());
    const auto one = source.current()->resolve(*Label::from_name("main"));
    const auto other = source.current()->resolve(*Label::from_name("nowhere"));
    REQUIRE(one.has_value());
    REQUIRE(other.has_value());
    CHECK(one->revision.id == report->moved[0].after);
    CHECK(one->revision.id == other->revision.id);
    CHECK(text_of(*one->revision.tree, fixture.root().substr(1) + "/shop.yml") == "x");
    CHECK(source.current()->revision(one->revision.id).has_value());
    CHECK_FALSE(source.current()->revision("other").has_value());
    CHECK_FALSE(source.current()->first_parent(one->revision.id)->has_value());
  }

  TEST_CASE("a change is told, a touch is none, and a snapshot stays as it was") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "one");
    fixture.touch("shop.yml", 1'000'000'000);
    DirectorySource source({fixture.options(), {}});
    REQUIRE(source.fetch({}).has_value());
    const auto first = source.current();
    const std::string path = fixture.root().substr(1) + "/shop.yml";
    const auto revision = first->resolve(*Label::from_name("main"))->revision;
    CHECK(*first->last_change(revision.id, path) == 1'000'000'000);
    CHECK_FALSE(first->last_change(revision.id, "none").has_value());

    fixture.touch("shop.yml", 1'100'000'000);
    CHECK_FALSE(source.fetch({})->changed);
    CHECK(source.current() == first);

    fixture.write("shop.yml", "two");
    const auto report = source.fetch({});
    CHECK(report->changed);
    CHECK(report->moved[0].before == revision.id);
    CHECK(text_of(*revision.tree, path) == "one");
    CHECK(text_of(*source.current()->resolve(*Label::from_name("main"))->revision.tree, path) ==
          "two");
  }

  TEST_CASE("a failed look leaves what was published") {
    DirectoryFixture fixture;
    fixture.write("shop.yml", "one");
    auto options = fixture.options();
    options.limits.entries_max = 1;
    DirectorySource source({options, {}});
    REQUIRE(source.fetch({}).has_value());
    const auto before = source.current();

    fixture.write("b.yml", "one too many");

    CHECK_FALSE(source.fetch({}).has_value());
    CHECK(source.current() == before);
  }

  TEST_CASE("a root replaced by its like is published, so that large files can be read") {
    DirectoryFixture fixture;
    fixture.write("large.bin", "12345");
    auto options = fixture.options();
    options.limits.kept_file_bytes_max = 0;
    DirectorySource source({options, {}});
    REQUIRE(source.fetch({}).has_value());
    std::filesystem::rename(fixture.root(), fixture.root() + ".old");
    fixture.write("large.bin", "12345");
    std::filesystem::remove_all(fixture.root() + ".old");

    const auto report = source.fetch({});

    REQUIRE(report.has_value());
    CHECK(report->changed);
    CHECK(report->moved.empty());
    const auto tree = source.current()->resolve(*Label::from_name("main"))->revision.tree;
    CHECK(text_of(*tree, fixture.root().substr(1) + "/large.bin") == "12345");
  }

  TEST_CASE("equal files at equal paths give equal ids, whatever their times") {
    DirectoryFixture fixture;
    fixture.write("a/shop.yml", "x");
    std::vector<std::string> ids;
    for (int i = 0; i < 2; ++i) {
      DirectorySource source({fixture.options(), {}});
      ids.push_back(source.fetch({})->moved[0].after);
      std::filesystem::remove_all(fixture.root());
      fixture.write("a/shop.yml", "x");
    }
    CHECK(ids[0] == ids[1]);
  }
}

TEST_SUITE("DirectoryTree") {
  TEST_CASE("several roots are at their absolute paths, with the ways to them and nothing beside") {
    DirectoryFixture fixture;
    fixture.write("a/shop.yml", "a");
    fixture.write("b/c/shop.yml", "c");
    fixture.write("b/beside.yml", "no");
    auto options = fixture.options();
    options.directories = {fixture / "a", fixture / "b/c", fixture / "none"};
    Scanner scanner(options);
    const auto state = scanner.look({});
    REQUIRE(state.has_value());
    const DirectoryTree tree(**state, scanner.scan_options());
    const std::string prefix = fixture.root().substr(1);

    CHECK(text_of(tree, prefix + "/a/shop.yml") == "a");
    CHECK(text_of(tree, prefix + "/b/c/shop.yml") == "c");
    CHECK(text_of(tree, prefix + "/b/beside.yml") == "(none)");
    CHECK(text_of(tree, "etc/passwd") == "(none)");
    CHECK((*tree.list(prefix))->directories == std::vector<std::string>{"a", "b"});
    CHECK((*tree.list(prefix + "/b"))->directories == std::vector<std::string>{"c"});
    CHECK((*tree.list(prefix + "/b/c"))->files == std::vector<std::string>{"shop.yml"});
    CHECK(*tree.list(prefix + "/none") == nullptr);
    CHECK(*tree.list(prefix + "/a/none") == nullptr);
    CHECK((*tree.list(""))->directories.size() == 1);
  }
}
