// A git source follows a real repository through everything that people do to one.
#include <algorithm>
#include <atomic>
#include <thread>

#include "git_fixture.hpp"

using cairn::ErrorCode;
using cairn::test::commit_of;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::GitFixture;
using cairn::test::resolve;

TEST_SUITE("changes of a remote") {
  TEST_CASE("nothing new is no change and the same snapshot") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const auto before = source->current();

    const auto report = fetch(*source);

    CHECK_FALSE(report.changed);
    CHECK(report.moved.empty());
    CHECK(source->current() == before);
  }

  TEST_CASE("a new commit moves its label; the snapshot held before stays as it was") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const auto before = source->current();
    const std::string two = fixture.commit("main", "a: 2\n");

    const auto report = fetch(*source);

    REQUIRE(report.moved.size() == 1);
    CHECK(report.moved[0].label == "main");
    CHECK(report.moved[0].before == one);
    CHECK(report.moved[0].after == two);
    const auto resolved = resolve(*source, "main");
    REQUIRE(resolved.has_value());
    CHECK(resolved->revision.id == two);
    CHECK(resolved->first_published == one);
    CHECK(resolved->before_rewrite.empty());
    const auto old = before->resolve(*cairn::Label::from_name("main"));
    REQUIRE(old.has_value());
    CHECK(old->revision.id == one);
  }

  TEST_CASE("a rewritten branch is followed and remembers what was published") {
    GitFixture fixture;
    const std::string base = fixture.commit("main", "a: 0\n");
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    fixture.git({"update-ref", "refs/heads/main", base});
    const std::string two = fixture.commit("main", "a: 2\n");
    fetch(*source);

    auto resolved = resolve(*source, "main");
    REQUIRE(resolved.has_value());
    CHECK(resolved->revision.id == two);
    CHECK(resolved->before_rewrite == one);
    CHECK(resolved->first_published == two);
    CHECK(source->current()->revision(one).has_value());

    // A later commit keeps the memory, the next rewrite replaces it.
    const std::string three = fixture.commit("main", "a: 3\n");
    fetch(*source);
    CHECK(resolve(*source, "main")->before_rewrite == one);
    CHECK(resolve(*source, "main")->first_published == two);
    fixture.git({"update-ref", "refs/heads/main", base});
    fetch(*source);
    CHECK(resolve(*source, "main")->revision.id == base);
    CHECK(resolve(*source, "main")->before_rewrite == three);
  }

  TEST_CASE("a branch that makes room for a folder of branches does not block anything") {
    GitFixture fixture;
    const std::string one = fixture.commit("fix", "a: 1\n");
    const std::string main = fixture.commit("main", "a: 0\n");
    auto source = fixture.open();
    fetch(*source);
    fixture.git({"update-ref", "-d", "refs/heads/fix"});
    const std::string two = fixture.commit("fix/one", "a: 2\n");
    const std::string next = fixture.commit("main", "a: 3\n");

    fetch(*source);

    CHECK(commit_of(*source, "fix/one") == two);
    CHECK(commit_of(*source, "fix") == one);
    CHECK(resolve(*source, "fix")->deleted_upstream);
    CHECK(commit_of(*source, "main") == next);
    CHECK(main != next);
  }

  TEST_CASE("a deleted branch is served and marked, a deleted tag is served") {
    GitFixture fixture;
    fixture.commit("main", "a: 0\n");
    const std::string one = fixture.commit("old", "a: 1\n");
    fixture.git({"tag", "v1", "old"});
    auto source = fixture.open();
    fetch(*source);
    fixture.git({"update-ref", "-d", "refs/heads/old"});
    fixture.git({"tag", "-d", "v1"});

    const auto report = fetch(*source);

    CHECK(report.changed);
    CHECK(report.moved.empty());
    CHECK(commit_of(*source, "old") == one);
    CHECK(resolve(*source, "old")->deleted_upstream);
    CHECK(resolve(*source, "old")->changed_at >= resolve(*source, "main")->changed_at);
    CHECK(resolve(*source, "main")->changed_at > 0);
    CHECK(commit_of(*source, "v1") == one);
    CHECK_FALSE(resolve(*source, "v1")->deleted_upstream);

    fixture.git({"branch", "old", one});
    CHECK(fetch(*source).changed);
    CHECK_FALSE(resolve(*source, "old")->deleted_upstream);
  }

  TEST_CASE("a branch to be kept stays when it is gone, also with delete_untracked_branches") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    fixture.commit("other", "a: 2\n");
    auto options = fixture.options();
    options.delete_untracked_branches = true;
    options.kept_branches = {"main"};
    auto source = fixture.open(options);
    fetch(*source);
    fixture.git({"update-ref", "-d", "refs/heads/main"});
    fixture.git({"update-ref", "-d", "refs/heads/other"});
    fixture.commit("third", "a: 3\n");
    fetch(*source);
    CHECK(commit_of(*source, "main") == one);
    CHECK(resolve(*source, "main")->deleted_upstream);
    CHECK(commit_of(*source, "other") == "not_found");
  }

  TEST_CASE("with delete-untracked-branches a deleted branch is gone, a deleted tag is not") {
    GitFixture fixture;
    fixture.commit("main", "a: 0\n");
    const std::string one = fixture.commit("old", "a: 1\n");
    fixture.git({"tag", "v1", "old"});
    auto options = fixture.options();
    options.delete_untracked_branches = true;
    auto source = GitFixture::open(options);
    fetch(*source);
    fixture.git({"update-ref", "-d", "refs/heads/old"});
    fixture.git({"tag", "-d", "v1"});

    const auto report = fetch(*source);

    REQUIRE(report.moved.size() == 1);
    CHECK(report.moved[0].label == "old");
    CHECK(report.moved[0].before == one);
    CHECK(report.moved[0].after.empty());
    CHECK(commit_of(*source, "old") == "not_found");
    CHECK(commit_of(*source, "v1") == one);
  }

  TEST_CASE("a moved tag is followed, also from a light to an annotated one") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    fixture.git({"tag", "v1", "main"});
    auto source = fixture.open();
    fetch(*source);
    const std::string two = fixture.commit("main", "a: 2\n");
    fixture.git({"tag", "-f", "v1", "main"});
    fetch(*source);
    CHECK(commit_of(*source, "v1") == two);

    fixture.git({"tag", "-f", "-a", "-m", "t", "v1", one});
    const auto report = fetch(*source);

    CHECK(commit_of(*source, "v1") == one);
    REQUIRE(report.moved.size() == 1);
    CHECK(report.moved[0].label == "v1");
  }

  TEST_CASE("a remote that lost all its refs is refused") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto options = fixture.options();
    options.delete_untracked_branches = true;
    auto source = GitFixture::open(options);
    fetch(*source);
    fixture.git({"update-ref", "-d", "refs/heads/main"});

    const auto report = source->fetch({});

    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().code == ErrorCode::failed_precondition);
    CHECK(commit_of(*source, "main") == one);
  }

  TEST_CASE("many fetches leave few packs, and everything readable") {
    GitFixture fixture;
    std::vector<std::string> ids;
    auto source = fixture.open();
    for (int i = 0; i < 45; ++i) {
      ids.push_back(fixture.commit("main", "a: " + std::to_string(i) + '\n'));
      fetch(*source);
    }

    std::size_t packs = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(fixture.mirror() + "/mirror.git/objects/pack")) {
      packs += file.path().extension() == ".pack" ? 1U : 0U;
    }
    CHECK(packs <= 33);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      CHECK(file_of(*source, ids[i], "shop.yml") == "a: " + std::to_string(i) + '\n');
    }
    // One pin for what is published, and no more.
    const std::string refs =
        fixture.git_anywhere({"--git-dir=" + fixture.mirror() + "/mirror.git", "for-each-ref"});
    CHECK(std::count(refs.begin(), refs.end(), '\n') == 0);
    CHECK(refs.find("refs/cairn/keep/" + ids.back()) != std::string::npos);
  }

  TEST_CASE("readers on several threads never see anything but whole states while labels move") {
    GitFixture fixture;
    const auto items = [](int i) {
      const std::string text = std::to_string(i);
      return std::vector<GitFixture::Item>{{"a/x.yml", text}, {"b/y.yml", text}};
    };
    fixture.commit("main", items(0));
    auto source = fixture.open();
    fetch(*source);
    std::atomic<bool> ending{false};
    std::atomic<int> wrong{0};
    std::atomic<int> reads{0};
    const auto read = [](const cairn::source::FileTree& tree, const char* path) {
      const auto file = tree.find(path);
      if (!file || !file->has_value()) {
        return std::string("missing ") + path;
      }
      const auto bytes = tree.read(**file);
      return bytes ? **bytes : bytes.error().text();
    };
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) {
      readers.emplace_back([&] {
        const auto label = *cairn::Label::from_name("main");
        while (!ending) {
          const auto resolved = source->current()->resolve(label);
          if (!resolved || read(*resolved->revision.tree, "a/x.yml") !=
                               read(*resolved->revision.tree, "b/y.yml")) {
            ++wrong;
          }
          ++reads;
          std::this_thread::yield();
        }
      });
    }
    for (int i = 1; i <= 12; ++i) {
      fixture.commit("main", items(i));
      fetch(*source);
    }
    ending = true;
    readers.clear();

    CHECK(wrong == 0);
    CHECK(reads > 0);
    CHECK(file_of(*source, "main", "b/y.yml") == "12");
  }

  TEST_CASE("hundreds of branches arrive at once") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    std::string updates;
    for (int i = 0; i < 300; ++i) {
      updates += "create refs/heads/team/b" + std::to_string(i) + ' ' + one + '\n';
    }
    fixture.git({"update-ref", "--stdin"}, updates);
    auto source = fixture.open();

    CHECK(fetch(*source).moved.size() == 301);
    CHECK(commit_of(*source, "team/b299") == one);
  }
}
