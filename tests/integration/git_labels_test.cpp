// What a git source knows by which label, and when its files changed.
#include "git_fixture.hpp"

using cairn::ErrorCode;
using cairn::test::commit_of;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::GitFixture;

TEST_SUITE("labels of a git source") {
  TEST_CASE("before the first fetch there is nothing to serve") {
    GitFixture fixture;
    CHECK(fixture.open()->current() == nullptr);
  }

  TEST_CASE("branches, tags and ids are labels; expressions are not") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    fixture.git({"tag", "v1.0", "main"});
    const std::string two = fixture.commit("main", "a: 2\n");
    fixture.git({"tag", "-a", "-m", "t", "v1.1", "main"});
    fixture.git({"tag", "-a", "-m", "t", "v1.1-signed", "v1.1"});
    fixture.git({"branch", "feature/checkout", one});
    fixture.git({"branch", "stable", one});
    fixture.git({"tag", "stable", two});
    fixture.git({"branch", "cafe123", one});
    fixture.git({"tag", "of-tree", two + "^{tree}"});
    const std::string tag_object = fixture.id("v1.1-signed");
    const std::string tree = fixture.id(two + "^{tree}");
    auto source = fixture.open();

    const auto report = fetch(*source);

    CHECK(report.changed);
    CHECK(report.moved.size() == 8);
    for (const auto& [label, commit] : std::vector<std::pair<std::string, std::string>>{
             {"main", two},
             {"refs/heads/main", two},
             {"origin/main", two},
             {"refs/remotes/origin/main", two},
             {"v1.0", one},
             {"refs/tags/v1.0", one},
             {"v1.1", two},
             {"v1.1-signed", two},
             {"feature/checkout", one},
             {"stable", one},  // the branch, not the tag
             {"cafe123", one},
             {one, one},
             {one.substr(0, 7), one},
             {"v1.0-1-g" + two.substr(0, 7), two},
             {tag_object, two}}) {
      CAPTURE(label);
      CHECK(commit_of(*source, label) == commit);
    }
    for (const std::string& label :
         {std::string("checkout"), std::string("main~1"), std::string("main^"), std::string("@"),
          std::string("HEAD"), std::string("a b"), std::string("-x"), std::string("a:b"),
          std::string("of-tree"), tree, tree.substr(0, 12), std::string(40, '1'),
          std::string("111"), one.substr(0, 7) + "^"}) {
      CAPTURE(label);
      CHECK(commit_of(*source, label) == "not_found");
    }
    CHECK(file_of(*source, "v1.0", "shop.yml") == "a: 1\n");
    CHECK(file_of(*source, "main", "shop.yml") == "a: 2\n");
  }

  TEST_CASE("two and three digits name a commit when they begin the id of one object only") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");  // three objects in all
    auto source = fixture.open();
    fetch(*source);
    const std::string objects = fixture.git({"rev-list", "--objects", "--all"});
    for (const std::size_t digits : {2U, 3U}) {
      const std::string start = one.substr(0, digits);
      std::size_t count = 0;
      for (std::size_t at = objects.find(start); at != std::string::npos;
           at = objects.find(start, at + 1)) {
        count += at == 0 || objects[at - 1] == '\n' ? 1U : 0U;
      }
      CHECK(commit_of(*source, start) == (count == 1 ? one : "not_found"));
    }
  }

  TEST_CASE("names that are not ASCII") {
    GitFixture fixture;
    const std::string one =
        fixture.commit("f\xc3\xbcr/\xe5\xba\x97", {{"\xe5\xba\x97/k\xc3\xa4se.yml", "a: 1\n"}});
    fixture.git({"symbolic-ref", "HEAD", "refs/heads/f\xc3\xbcr/\xe5\xba\x97"});
    auto source = fixture.open();

    fetch(*source);

    CHECK(commit_of(*source, "f\xc3\xbcr/\xe5\xba\x97") == one);
    CHECK(file_of(*source, "f\xc3\xbcr/\xe5\xba\x97", "\xe5\xba\x97/k\xc3\xa4se.yml") == "a: 1\n");
  }

  TEST_CASE("an empty repository has no labels, and gets its first") {
    GitFixture fixture;
    auto source = fixture.open();

    CHECK(fetch(*source).changed);
    CHECK(commit_of(*source, "main") == "not_found");

    const std::string one = fixture.commit("main", "a: 1\n");
    CHECK(fetch(*source).changed);
    CHECK(commit_of(*source, "main") == one);
  }

  TEST_CASE("revisions and first parents are found by id") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    const std::string two = fixture.commit("main", "a: 2\n");
    auto source = fixture.open();
    fetch(*source);
    const auto snapshot = source->current();

    const auto revision = snapshot->revision(one);
    const auto parent = snapshot->first_parent(two);
    const auto none = snapshot->first_parent(one);

    REQUIRE(revision.has_value());
    CHECK(file_of(*revision->tree, "shop.yml") == "a: 1\n");
    REQUIRE(parent.has_value());
    CHECK(*parent == one);
    REQUIRE(none.has_value());
    CHECK_FALSE(none->has_value());
    for (const std::string& id : {std::string(40, '1'), one.substr(0, 7), std::string("main"),
                                  fixture.id(one + "^{tree}")}) {
      CAPTURE(id);
      const auto missing = snapshot->revision(id);
      REQUIRE_FALSE(missing.has_value());
      CHECK(missing.error().code == ErrorCode::not_found);
    }
    CHECK_FALSE(snapshot->first_parent(std::string(40, '1')).has_value());
  }
}

TEST_SUITE("last change of a file") {
  TEST_CASE("is the time of the commit that made it as it is") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", {{"a/x.yml", "1"}, {"b.yml", "1"}});
    const std::string two = fixture.commit("main", {{"a/x.yml", "2"}});
    const std::string three = fixture.commit("main", {{"c.yml", "1"}});
    auto source = fixture.open();
    fetch(*source);
    const auto time_of = [&fixture](const std::string& id) {
      return std::stoll(fixture.git({"log", "-1", "--format=%ct", id}));
    };
    const auto snapshot = source->current();

    for (const int round : {1, 2}) {  // the second from the cache
      CAPTURE(round);
      CHECK(snapshot->last_change(three, "a/x.yml") == time_of(two));
      CHECK(snapshot->last_change(three, "b.yml") == time_of(one));
      CHECK(snapshot->last_change(three, "c.yml") == time_of(three));
      CHECK(snapshot->last_change(one, "a/x.yml") == time_of(one));
    }
    const auto missing = snapshot->last_change(one, "c.yml");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == ErrorCode::not_found);
  }

  TEST_CASE("follows the side of a merge that the content came from") {
    GitFixture fixture;
    const std::string base = fixture.commit("main", {{"x.yml", "1"}, {"y.yml", "1"}});
    fixture.git({"branch", "side", base});
    const std::string side = fixture.commit("side", {{"x.yml", "2"}});
    const std::string main = fixture.commit("main", {{"y.yml", "2"}});
    const std::string tree = fixture.git({"mktree"}, "100644 blob " + fixture.id("side:x.yml") +
                                                         "\tx.yml\n100644 blob " +
                                                         fixture.id("main:y.yml") + "\ty.yml\n");
    const std::string merge =
        fixture.git({"commit-tree", "-p", main, "-p", side, "-m", "merge", tree});
    fixture.git({"update-ref", "refs/heads/main", merge});
    auto source = fixture.open();
    fetch(*source);

    for (const char* path : {"x.yml", "y.yml"}) {
      CAPTURE(path);
      const auto expected =
          std::stoll(fixture.git({"log", "-1", "--format=%ct", merge, "--", path}));
      CHECK(source->current()->last_change(merge, path) == expected);
    }
  }

  TEST_CASE("beyond the limit of commits is the oldest that was looked at") {
    GitFixture fixture;
    fixture.commit("main", {{"x.yml", "1"}});
    fixture.commit("main", {{"y.yml", "1"}});
    const std::string third = fixture.commit("main", {{"y.yml", "2"}});
    auto options = fixture.options();
    options.history_max = 2;
    auto source = GitFixture::open(options);
    fetch(*source);

    CHECK(source->current()->last_change(third, "x.yml") ==
          std::stoll(fixture.git({"log", "-1", "--format=%ct", third + "~1"})));
  }
}
