// Work trees that were cloned from somewhere, which has moved on.
#include <doctest/doctest.h>

#include "source/git/blob_id.hpp"
#include "work_tree_fixture.hpp"

using cairn::ErrorCode;
using cairn::source::work_tree::WorkTreeSource;
using cairn::test::fetch;
using cairn::test::id_of;
using cairn::test::resolve;
using cairn::test::text_at;
using cairn::test::WorkTreeFixture;

TEST_SUITE("WorkTreeSource with an origin") {
  TEST_CASE("commits of the origin are served, as after a merge, and the work tree stays behind") {
    WorkTreeFixture fixture;
    const auto source = fixture.open();
    fetch(*source);
    const std::string two = fixture.origin().commit("main", "two");
    fixture.origin().commit("elsewhere", "else");

    const auto report = fetch(*source);

    CHECK(report.moved.size() == 2);
    CHECK(id_of(*source, "main") == two);
    CHECK(text_at(*source, "main", "shop.yml") == "two");
    CHECK(text_at(*source, "elsewhere", "shop.yml") == "else");
    // As the reference's reset does: an edit on an old commit is not on top of the new one.
    fixture.write("shop.yml", "edited");
    fetch(*source);
    CHECK(text_at(*source, "main", "shop.yml") == "two");
    CHECK(*source->current()->first_parent(two) == fixture.git({"rev-parse", "HEAD"}));
    fixture.git({"checkout", "-q", "."});
    fixture.git({"pull", "-q"});
    fixture.write("shop.yml", "edited again");
    fetch(*source);
    CHECK(text_at(*source, "main", "shop.yml") == "edited again");
  }

  TEST_CASE("commits that were not pushed are served, also where the origin has others") {
    WorkTreeFixture fixture;
    const auto source = fixture.open();
    const std::string mine = fixture.commit("shop.yml", "mine");
    fetch(*source);
    CHECK(id_of(*source, "main") == mine);
    CHECK(source->current()->first_parent(mine)->has_value());

    fixture.origin().commit("main", "theirs");
    fetch(*source);
    CHECK(id_of(*source, "main") == mine);
    fixture.write("shop.yml", "mine, edited");
    fetch(*source);
    CHECK(text_at(*source, "main", "shop.yml") == "mine, edited");
  }

  TEST_CASE("a branch that the origin deleted is served as the work tree's repository has it") {
    WorkTreeFixture fixture;
    fixture.origin().commit("release", "theirs");
    fixture.git({"fetch", "-q"});
    fixture.git({"branch", "release", "origin/release"});
    const auto source = fixture.open();
    fetch(*source);
    fixture.origin().git({"update-ref", "-d", "refs/heads/release"});

    fetch(*source);

    CHECK(text_at(*source, "release", "shop.yml") == "theirs");
    CHECK_FALSE(resolve(*source, "release")->deleted_upstream);
  }

  TEST_CASE(
      "an origin that cannot be reached takes nothing away, and edits go on being taken over") {
    WorkTreeFixture fixture;
    auto options = fixture.options();
    std::chrono::steady_clock::time_point now;
    options.now = [&now] { return now; };
    const auto source = fixture.open(options);
    fetch(*source);
    const std::string two = fixture.origin().commit("main", "two");
    fetch(*source);
    fixture.origin().lose_remote();
    fixture.git({"branch", "local"});
    fixture.write("shop.yml", "edited");

    CHECK(fetch(*source).changed);

    CHECK(id_of(*source, "main") == two);
    CHECK(text_at(*source, "local", "shop.yml") == "one");

    // It is back, and asked when its time has come.
    std::filesystem::rename(fixture.origin().remote() + ".lost", fixture.origin().remote());
    const std::string three = fixture.origin().commit("main", "three");
    CHECK_FALSE(fetch(*source).changed);
    now += std::chrono::seconds(1);
    CHECK(fetch(*source).changed);
    CHECK(id_of(*source, "main") == three);
  }

  TEST_CASE("an origin by a relative path is meant from the work tree") {
    WorkTreeFixture fixture;
    fixture.git({"remote", "set-url", "origin", "../remote.git"});
    const auto source = fixture.open();
    const std::string two = fixture.origin().commit("main", "two");

    fetch(*source);

    CHECK(id_of(*source, "main") == two);
  }

  TEST_CASE("a configuration that cannot be read stops the start, and says where") {
    WorkTreeFixture fixture;
    fixture.write(".git/config", "[remote \"origin\n");
    const auto refused = WorkTreeSource::open(fixture.options());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::failed_precondition);
    CHECK(refused.error().message.find(".git/config") != std::string::npos);
  }
}

TEST_SUITE("blob_id") {
  TEST_CASE("ids are those of git hash-object") {
    cairn::test::GitFixture fixture;
    for (const std::string text : {"", "x", "a: 1\n", "a\r\nb\0c"}) {
      CHECK(cairn::source::git::blob_id(text) == fixture.git({"hash-object", "--stdin"}, text));
    }
  }
}
