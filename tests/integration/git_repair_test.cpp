// Git that fails in its mirror, state that cannot be written, and growth: what is repaired by
// itself.
#include <doctest/doctest.h>

#include "integration/git_damage.hpp"

using cairn::ErrorCode;
using cairn::source::git::GitSource;

using namespace cairn::test;

TEST_SUITE("a git source whose git failed in the mirror") {
  TEST_CASE("is not stopped by locks of a killed git, and leaves none behind") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const std::string repository = fixture.mirror() + "/mirror.git";
    const std::string two = fixture.commit("main", "a: 2\n");
    leave(repository + "/refs/cairn/keep/" + two + ".lock");
    leave(repository + "/packed-refs.lock");
    leave(repository + "/objects/pack/tmp_pack_abc");

    fetch_within(*source, 2);

    CHECK(commit_of(*source, "main") == two);
    CHECK(leftovers(fixture) == std::vector<std::string>());
  }

  TEST_CASE("writes refs anew that name what is not there") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const std::string repository = fixture.mirror() + "/mirror.git";
    for (const std::string& content :
         {std::string(40, '1') + "\n", std::string("no id"), std::string()}) {
      CAPTURE(content);
      fs::create_directories(repository + "/refs/cairn/keep");
      write_file(repository + "/refs/cairn/keep/" + one, content);
      const std::string next = fixture.commit("main", "a: 2" + content + "\n");
      fetch_within(*source, 3);
      CHECK(commit_of(*source, "main") == next);
    }
    write_file(repository + "/packed-refs", "# pack-refs with: peeled ful");
    const std::string last = fixture.commit("main", "a: 3\n");
    fetch_within(*source, 2);
    CHECK(commit_of(*source, "main") == last);
  }

  TEST_CASE("repairs HEAD and config") {
    for (const char* file : {"/mirror.git/HEAD", "/mirror.git/config"}) {
      for (const char* content : {"", "[core\n", "ref: nowhere"}) {
        CAPTURE(file);
        CAPTURE(content);
        GitFixture fixture;
        fixture.commit("main", "a: 1\n");
        auto source = fixture.open();
        fetch(*source);
        write_file(fixture.mirror() + file, content);
        const std::string two = fixture.commit("main", "a: 2\n");
        fetch(*source);
        CHECK(commit_of(*source, "main") == two);
      }
    }
  }

  TEST_CASE("begins anew when it cannot fetch again and again, and says what it had until then") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    // A directory in the place of a file: nothing that is repaired in place.
    fs::create_directories(fixture.mirror() + "/mirror.git/shallow/x");
    const std::string two = fixture.commit("main", "a: 2\n");

    fetch_within(*source, 5);

    CHECK(commit_of(*source, "main") == two);
    CHECK(fs::exists(fixture.mirror() + "/damaged.git"));
  }

  TEST_CASE("carries what is kept and its remote has no more over into the mirror that it begins") {
    // With another branch the mirror serves on, without one it is set aside at the start.
    for (const bool another : {true, false}) {
      CAPTURE(another);
      GitFixture fixture;
      const std::string one = fixture.commit("main", "a: 1\n");
      if (another) {
        fixture.commit("side", {{"side.yml", "s: 1\n"}});
      }
      auto source = fixture.open();
      fetch(*source);
      const auto packs = files_below(fixture.mirror() + "/mirror.git/objects/pack");
      REQUIRE(source->keep({one}).has_value());
      std::string last;
      for (const unsigned number : {1U, 2U}) {  // what the last rewrite replaced is kept anyway
        last = rewrite(fixture, number);
        fetch(*source);
      }
      for (const std::string& file : files_below(fixture.mirror() + "/mirror.git/objects/pack")) {
        if (packs.count(file) == 0) {
          fs::remove(file);
        }
      }
      source = nullptr;
      source = fixture.open();
      REQUIRE(source->keep({one}).has_value());

      fetch_within(*source, 2);

      CHECK(fs::exists(fixture.mirror() + "/damaged.git"));
      CHECK(commit_of(*source, "main") == last);
      const auto kept = source->current()->revision(one);
      REQUIRE(kept.has_value());
      CHECK(file_of(*kept->tree, "shop.yml") == "a: 1\n");
    }
  }

  TEST_CASE("writes nothing at the start that is there already") {
    GitFixture fixture;
    fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    source.reset();
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    const std::vector<std::string> files = {"/gitconfig", "/mirror.git/HEAD", "/mirror.git/config"};
    for (const std::string& file : files) {
      fs::last_write_time(fixture.mirror() + file, old);
    }

    source = fixture.open();

    for (const std::string& file : files) {
      CAPTURE(file);
      CHECK(fs::last_write_time(fixture.mirror() + file) == old);
    }
  }
}

TEST_SUITE("a git source that cannot write its state") {
  TEST_CASE("does not publish what a restart would not serve, and catches up") {
    GitFixture fixture;
    const std::string one = fixture.commit("main", "a: 1\n");
    auto source = fixture.open();
    fetch(*source);
    const std::string two = fixture.commit("main", "a: 2\n");
    fs::create_directory(fixture.state() + ".new");  // in the way of its temporary file

    const auto refused = source->fetch({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::internal);
    CHECK(commit_of(*source, "main") == one);
    fs::remove(fixture.state() + ".new");
    fetch(*source);
    CHECK(commit_of(*source, "main") == two);
  }
}

TEST_SUITE("a git source whose remote is rewritten again and again") {
  TEST_CASE("does not grow without end") {
    GitFixture fixture;
    auto options = fixture.options();
    options.unreachable_kept = std::chrono::seconds(0);
    auto source = fixture.open(options);
    std::uintmax_t largest = 0;
    for (unsigned push = 0; push < 24; ++push) {
      const std::string next = rewrite(fixture, push);
      fetch(*source);
      largest = std::max(largest, bytes_below(fixture.mirror()));
      CHECK(commit_of(*source, "main") == next);
    }
    // Two states are pinned; twice that and eight megabytes more is the limit.
    CHECK(largest < 16'000'000);
    CHECK(file_of(*source, "main", "shop.yml") == "a: 2\n");
    CHECK(source->current()->revision(resolve(*source, "main")->before_rewrite).has_value());
  }

  TEST_CASE("does not pack a clone again, whatever its size") {
    GitFixture fixture;
    std::string noise(9'000'000, ' ');
    for (unsigned seed = 1; char& byte : noise) {
      byte = static_cast<char>((seed = seed * 1664525U + 1013904223U) >> 24U);
    }
    fixture.commit("main", {{"noise", noise}});
    auto source = fixture.open();
    REQUIRE(source->fetch({}).has_value());
    const auto cloned = files_below(fixture.mirror() + "/mirror.git/objects/pack");

    source->tidy({});
    CHECK(files_below(fixture.mirror() + "/mirror.git/objects/pack") == cloned);

    fixture.commit("main", "a: 1\n");
    fetch(*source);
    for (const std::string& file : cloned) {
      CHECK(fs::exists(file));
    }
  }

  TEST_CASE("lets reads of an earlier snapshot end") {
    GitFixture fixture;
    auto source = fixture.open();
    rewrite(fixture, 100);
    fetch(*source);
    const auto tree = resolve(*source, "main")->revision.tree;
    for (unsigned push = 0; push < 12; ++push) {
      rewrite(fixture, push);
      fetch(*source);
    }
    CHECK(fs::exists(fixture.mirror() + "/mirror.git/cairn-packed-bytes"));
    CHECK(file_of(*tree, "shop.yml") == "a: 2\n");
  }
}
