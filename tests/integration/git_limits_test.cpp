// Commits that may not be served: too large, too deep, or with names that nobody should have.
#include "git_fixture.hpp"
#include "source/git/object_store.hpp"
#include "source/git/tree_check.hpp"

using cairn::ErrorCode;
using cairn::source::Refused;
using cairn::source::git::check_tree;
using cairn::source::git::MeasuredTree;
using cairn::source::git::ObjectId;
using cairn::source::git::ObjectStore;
using cairn::source::git::TreeLimits;
using cairn::source::git::TreeSize;
using cairn::test::commit_of;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::GitFixture;
using cairn::test::resolve;

namespace {

ObjectStore store_of(const std::string& repository) {
  ObjectStore::Options options;
  options.path = repository;
  return ObjectStore(options);
}

ObjectId tree_of(GitFixture& fixture, const std::string& commit) {
  return *ObjectId::parse(fixture.id(commit + "^{tree}"));
}

std::string entry(const std::string& mode, const std::string& name, const std::string& id) {
  std::string text = mode + ' ' + name + '\0';
  for (std::size_t i = 0; i < id.size(); i += 2) {
    text += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
  }
  return text;
}

// Puts a tree on top of the branch "main", as no git program would write it.
std::string commit_tree(GitFixture& fixture, const std::string& tree) {
  const std::string id =
      fixture.git({"hash-object", "-t", "tree", "--literally", "-w", "--stdin"}, tree);
  const std::string commit = fixture.git({"commit-tree", "-m", "x", "-p", "main", id});
  fixture.git({"update-ref", "refs/heads/main", commit});
  return commit;
}

// What is said against the newest commit of "main", which was not before; "" if it is served.
std::string objection(GitFixture& fixture, const TreeLimits& limits) {
  auto options = fixture.options();
  options.trees = limits;
  auto source = GitFixture::open(options);
  fetch(*source);
  const auto resolved = resolve(*source, "main");
  if (resolved) {
    CHECK(source->snapshot()->refused().empty());
    return {};
  }
  CHECK(resolved.error().code == ErrorCode::unavailable);
  REQUIRE(source->snapshot()->refused().size() == 1);
  return source->snapshot()->refused()[0].why;
}

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("limits of a Git tree") {
  TEST_CASE("as many files, links and directories as the limit are served, one more is refused") {
    GitFixture fixture;
    fixture.commit("main", {{"a.yml", "a"}, {"d/b.yml", "b"}, {"link", "a.yml", "120000"}});
    TreeLimits limits;
    limits.entries_max = 4;
    CHECK(objection(fixture, limits).empty());
    fixture.commit("main", {{"c.yml", "c"}});
    GitFixture other;
    other.commit("main", {{"a.yml", "a"}, {"d/b.yml", "b"}, {"e/f/c.yml", "c"}});
    CHECK(contains(objection(other, limits), "more than 4 files, links and directories"));
  }

  TEST_CASE("as many bytes as the limit are served, one more is refused") {
    TreeLimits limits;
    limits.bytes_max = 10;
    GitFixture fits;
    fits.commit("main", {{"a", "12345"}, {"d/b", "67890"}});
    CHECK(objection(fits, limits).empty());
    GitFixture large;
    large.commit("main", {{"a", "12345"}, {"d/b", "678901"}});
    CHECK(contains(objection(large, limits), "more than 10 bytes"));
  }

  TEST_CASE("directories as deep and paths as long as the limit are served, and no more") {
    TreeLimits limits;
    limits.depth_max = 2;
    limits.path_bytes_max = 12;
    GitFixture fits;
    fits.commit("main", {{"a/b/c", "1"}, {"123456789/12", "1"}});
    CHECK(objection(fits, limits).empty());
    GitFixture deep;
    deep.commit("main", {{"a/b/c/d", "1"}});
    CHECK(contains(objection(deep, limits), "more than 2 directories inside each other"));
    GitFixture wide;
    wide.commit("main", {{"123456789/123", "1"}});
    CHECK(contains(objection(wide, limits), "longer than 12 bytes: '123456789/123"));
  }

  TEST_CASE("a refused commit leaves its label at the last good one, and a repair clears it") {
    GitFixture fixture;
    const std::string good = fixture.commit("main", {{"a.yml", "1"}});
    fixture.commit("other", {{"a.yml", "1"}});
    auto options = fixture.options();
    options.trees.entries_max = 2;
    auto source = GitFixture::open(options);
    fetch(*source);
    const std::string bad = fixture.commit("main", {{"a.yml", "2"}, {"b", ""}, {"c", ""}});
    const std::string news = fixture.commit("other", {{"a.yml", "2"}});

    const auto report = fetch(*source);

    CHECK(report.changed);
    REQUIRE(report.moved.size() == 1);
    CHECK(report.moved[0].label == "other");
    CHECK(commit_of(*source, "other") == news);
    const auto held = resolve(*source, "main");
    REQUIRE(held.has_value());
    CHECK(held->revision.id == good);
    REQUIRE(held->refused.has_value());
    CHECK(held->refused->id == bad);
    CHECK(source->snapshot()->refused() == std::vector<Refused>{*held->refused});
    CHECK(file_of(*source, "main", "a.yml") == "1");
    CHECK_FALSE(fetch(*source).changed);  // nor is it looked at again and again

    const std::string repaired = fixture.commit("main", {{"-b", ""}});
    fetch(*source);
    CHECK(commit_of(*source, "main") == repaired);
    CHECK(source->snapshot()->refused().empty());
    CHECK_FALSE(resolve(*source, "main")->refused.has_value());
  }

  TEST_CASE("what was refused is so after a restart, until the limit is another") {
    GitFixture fixture;
    const std::string good = fixture.commit("main", {{"a.yml", "1"}});
    auto options = fixture.options();
    options.trees.entries_max = 1;
    fetch(*GitFixture::open(options));
    const std::string large = fixture.commit("main", {{"b.yml", "1"}});
    fetch(*GitFixture::open(options));
    fixture.lose_remote();
    {
      const auto source = GitFixture::open(options);
      CHECK(commit_of(*source, "main") == good);
      REQUIRE(source->snapshot()->refused().size() == 1);
      CHECK(source->snapshot()->refused()[0].id == large);
    }
    fixture.find_remote();
    fetch(*GitFixture::open(options));
    options.trees.entries_max = 2;
    const auto source = GitFixture::open(options);
    CHECK(commit_of(*source, "main") == good);
    fetch(*source);
    CHECK(commit_of(*source, "main") == large);
    CHECK(source->snapshot()->refused().empty());
  }

  TEST_CASE("a deleted branch whose newest commit was refused survives a mirror fetched anew") {
    GitFixture fixture;
    const std::string good = fixture.commit("main", {{"a.yml", "1"}});
    auto options = fixture.options();
    options.trees.entries_max = 1;
    auto source = GitFixture::open(options);
    fetch(*source);
    fixture.commit("main", {{"b.yml", "1"}});
    fetch(*source);
    fixture.commit("other", {{"a.yml", "2"}});
    fixture.git({"update-ref", "-d", "refs/heads/main"});
    fetch(*source);
    CHECK(commit_of(*source, "main") == good);
    CHECK(resolve(*source, "main")->deleted_upstream);
    CHECK(source->snapshot()->refused().size() == 1);
  }

  TEST_CASE("names that no repository should have are refused, with the name and its place") {
    for (const std::string name : {"..", ".", ".git", ".GIT", "a/b.yml"}) {
      CAPTURE(name);
      GitFixture fixture;
      const std::string good = fixture.commit("main", {{"a.yml", "a"}});
      auto source = fixture.open();
      fetch(*source);
      const std::string blob = fixture.id("main:a.yml");
      const std::string inner =
          fixture.git({"hash-object", "-t", "tree", "--literally", "-w", "--stdin"},
                      entry("100644", name, blob));
      commit_tree(fixture, entry("100644", "a.yml", blob) + entry("40000", "d", inner));
      fetch(*source);

      const auto held = resolve(*source, "main");
      REQUIRE(held.has_value());
      CHECK(held->revision.id == good);
      REQUIRE(held->refused.has_value());
      CHECK(contains(held->refused->why, "in directory 'd' an entry is named '" + name + "'"));
    }
  }

  TEST_CASE("two entries of one name are refused") {
    GitFixture fixture;
    const std::string good = fixture.commit("main", {{"a.yml", "a"}, {"d/b.yml", "b"}});
    const std::string blob = fixture.id("main:a.yml");
    auto source = fixture.open();
    fetch(*source);

    commit_tree(fixture, entry("100644", "a", blob) + entry("100755", "a", blob));
    fetch(*source);
    CHECK(commit_of(*source, "main") == good);
    CHECK(contains(resolve(*source, "main")->refused->why, "two entries are named 'a'"));
  }

  TEST_CASE("a tree that expands to thousands of millions of files is refused at once") {
    GitFixture fixture;
    fixture.commit("main", {{"a.yml", "a"}});
    std::string mode = "100644";
    std::string id = fixture.id("main:a.yml");
    for (int level = 0; level < 10; ++level) {
      std::string tree;
      for (char name = 'a'; name < 'k'; ++name) {
        tree += entry(mode, std::string(1, name), id);
      }
      id = fixture.git({"hash-object", "-t", "tree", "-w", "--stdin"}, tree);
      mode = "40000";
    }
    fixture.git({"update-ref", "refs/heads/main", fixture.git({"commit-tree", "-m", "x", id})});
    TreeLimits limits;
    limits.entries_max = 1000;
    CHECK(contains(objection(fixture, limits), "more than 1000 files"));
  }
}

TEST_SUITE("check_tree") {
  TEST_CASE("a size that is counted from another tree is the one that is counted from nothing") {
    GitFixture fixture;
    std::vector<std::string> commits;
    commits.push_back(fixture.commit("main", {{"a/b/c", "1"}, {"a/d", "22"}, {"e", "333"}}));
    commits.push_back(fixture.commit("main", {{"a/b/c", "4444"}}));   // a change
    commits.push_back(fixture.commit("main", {{"f/g/h", "55555"}}));  // a new directory
    commits.push_back(fixture.commit("main", {{"-a/d", ""}}));        // a file goes
    commits.push_back(fixture.commit("main", {{"-f", ""}, {"f", "file now"}}));
    commits.push_back(fixture.commit("main", {{"-f", ""}, {"f/x", "folder"}, {"f/y", "now"}}));
    commits.push_back(fixture.commit("main", {{"e", "a/b/c", "120000"}}));       // a link
    commits.push_back(fixture.commit("main", {{"-a", ""}, {"z/b/c", "4444"}}));  // moved
    commits.push_back(fixture.commit("other", {{"quite", "another"}}));
    fetch(*fixture.open());
    const ObjectStore store = store_of(fixture.mirror() + "/mirror.git");

    for (const std::string& from : commits) {
      for (const std::string& to : commits) {
        CAPTURE(from);
        CAPTURE(to);
        const auto base = check_tree(store, tree_of(fixture, from), std::nullopt, {});
        const auto whole = check_tree(store, tree_of(fixture, to), std::nullopt, {});
        REQUIRE((base.has_value() && whole.has_value()));
        const auto counted = check_tree(store, tree_of(fixture, to),
                                        MeasuredTree{tree_of(fixture, from), *base}, {});
        REQUIRE(counted.has_value());
        CHECK(*counted == *whole);
      }
    }
    const auto first = check_tree(store, tree_of(fixture, commits[0]), std::nullopt, {});
    CHECK(*first == TreeSize{5, 6});
  }

  TEST_CASE("what two trees share is not read") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", {{"same/a", "lost"}, {"change/b", "1"}});
    const std::string two = fixture.commit("main", {{"change/b", "22"}});
    // All objects but one file that both have.
    const std::string lost = fixture.id("main:same/a");
    std::string ids;
    for (const std::string& line : {fixture.id(one), fixture.id(two), fixture.id(one + "^{tree}"),
                                    fixture.id(two + "^{tree}"), fixture.id("main:same"),
                                    fixture.id(one + ":change"), fixture.id(two + ":change"),
                                    fixture.id(one + ":change/b"), fixture.id(two + ":change/b")}) {
      ids += line + '\n';
    }
    const std::string poor = fixture.folder / "poor.git";
    fixture.git_anywhere({"init", "-q", "--bare", poor});
    fixture.git({"pack-objects", "-q", poor + "/objects/pack/pack"}, ids);
    const ObjectStore store = store_of(poor);

    const MeasuredTree base{tree_of(fixture, one), TreeSize{4, 5}};
    const auto counted = check_tree(store, tree_of(fixture, two), base, {});
    REQUIRE(counted.has_value());
    CHECK(*counted == TreeSize{4, 6});
    const auto whole = check_tree(store, tree_of(fixture, two), std::nullopt, {});
    REQUIRE_FALSE(whole.has_value());
    CHECK(whole.error().code == ErrorCode::internal);
  }
}
