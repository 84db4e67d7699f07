// Work trees that are served in place: edits, branches, tags, and Git at work in them.
#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "work_tree_fixture.hpp"

using cairn::ErrorCode;
using cairn::source::work_tree::WorkTreeSource;
using cairn::test::fetch;
using cairn::test::file_of;
using cairn::test::id_of;
using cairn::test::resolve;
using cairn::test::text_at;
using cairn::test::WorkTreeFixture;

namespace fs = std::filesystem;

TEST_SUITE("WorkTreeSource") {
  TEST_CASE("a clean work tree is its commit, in every way to write its branch") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const std::string one = fixture.git({"rev-parse", "HEAD"});
    fs::create_directories(fixture.desk() + "/empty");  // Nothing to Git.
    const auto source = fixture.open();
    CHECK(source->current() == nullptr);

    const auto report = fetch(*source);

    CHECK(report.changed);
    REQUIRE(report.moved.size() == 1);
    CHECK(report.moved[0].label == "main");
    CHECK(report.moved[0].after == one);
    for (const char* label : {"main", "heads/main", "refs/heads/main"}) {
      CHECK(id_of(*source, label) == one);
      CHECK(text_at(*source, label, "sub/cart.yml") == "one");
    }
    CHECK(id_of(*source, "nowhere") == "not_found");
    CHECK_FALSE(fetch(*source).changed);
  }

  TEST_CASE("edits and files that nobody added show for the branch of HEAD, and for nothing else") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    fixture.git({"branch", "twin"});
    fixture.git({"tag", "v1"});
    const std::string one = fixture.git({"rev-parse", "HEAD"});
    const auto source = fixture.open();
    fetch(*source);

    fixture.write("shop.yml", "edited");
    fixture.write("new.yml", "new");
    fs::remove(fixture.desk() + "/sub/cart.yml");
    const auto report = fetch(*source);

    REQUIRE(report.moved.size() == 1);
    CHECK(report.moved[0].label == "main");
    CHECK(report.moved[0].before == one);
    CHECK(report.moved[0].after == id_of(*source, "main"));
    for (const char* label : {"main", "heads/main", "refs/heads/main"}) {
      CHECK(text_at(*source, label, "shop.yml") == "edited");
      CHECK(text_at(*source, label, "new.yml") == "new");
      CHECK(text_at(*source, label, "sub/cart.yml") == "(none)");
    }
    for (const std::string& label : {std::string("twin"), std::string("v1"), one}) {
      CAPTURE(label);
      CHECK(id_of(*source, label) == one);
      CHECK(text_at(*source, label, "shop.yml") == "one");
      CHECK(text_at(*source, label, "new.yml") == "(none)");
    }
    CHECK(text_at(*source, "main", ".git/config") == "(none)");
  }

  TEST_CASE("edits have an id of their own, the version and the parent of which are the commit") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const std::string one = fixture.git({"rev-parse", "HEAD"});
    fixture.write("shop.yml", "edited");
    const auto source = fixture.open();
    fetch(*source);

    const auto revision = resolve(*source, "main")->revision;
    const auto snapshot = source->current();

    CHECK(revision.id.rfind(one + '+', 0) == 0);
    CHECK(cairn::source::version_of(revision) == one);
    CHECK(*snapshot->first_parent(revision.id) == one);
    CHECK(file_of(*snapshot->revision(revision.id)->tree, "shop.yml") == "edited");
    CHECK(file_of(*snapshot->revision(one)->tree, "shop.yml") == "one");
    CHECK_FALSE(snapshot->first_parent(one)->has_value());
    // An edited file has its own time, any other that of its commit.
    const auto committed = std::stoll(fixture.git({"log", "-1", "--format=%ct"}));
    CHECK(*snapshot->last_change(revision.id, "sub/cart.yml") == committed);
    CHECK(*snapshot->last_change(revision.id, "shop.yml") != committed);
    CHECK_FALSE(snapshot->last_change(revision.id, "none.yml").has_value());
    CHECK(*snapshot->last_change(one, "shop.yml") == committed);

    fixture.write("shop.yml", "one");  // The edit taken back.
    fetch(*source);
    CHECK(id_of(*source, "main") == one);
    CHECK_FALSE(source->current()->revision(revision.id).has_value());
    CHECK(file_of(*revision.tree, "shop.yml") == "edited");  // Who reads it still may.
  }

  TEST_CASE("a commit of the edits is the same files under the commit's id") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const auto source = fixture.open();
    fixture.write("shop.yml", "two");
    fetch(*source);
    const std::string two = fixture.commit("shop.yml", "two");

    fetch(*source);

    CHECK(id_of(*source, "main") == two);
    CHECK(text_at(*source, "main", "shop.yml") == "two");
  }

  TEST_CASE("with another branch checked out, that one is shown as it is in the work tree") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const auto source = fixture.open();
    fixture.git({"checkout", "-q", "-b", "feature/x"});
    fixture.write("shop.yml", "edited");

    fetch(*source);

    CHECK(text_at(*source, "feature/x", "shop.yml") == "edited");
    CHECK(text_at(*source, "main", "shop.yml") == "one");
  }

  TEST_CASE("with a detached HEAD nothing shows what is in the work tree") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const std::string one = fixture.git({"rev-parse", "HEAD"});
    fixture.git({"checkout", "-q", "--detach"});
    fixture.write("shop.yml", "edited");
    const auto source = fixture.open();

    fetch(*source);

    CHECK(text_at(*source, "main", "shop.yml") == "one");
    CHECK(text_at(*source, one, "shop.yml") == "one");
  }

  TEST_CASE("a repository without a commit has no labels, and gets one with the first") {
    WorkTreeFixture fixture;
    fs::remove_all(fixture.desk());
    fixture.origin().git_anywhere({"init", "-q", "-b", "main", fixture.desk()});
    fixture.write("shop.yml", "not yet");
    const auto source = fixture.open();
    fetch(*source);
    CHECK(id_of(*source, "main") == "not_found");

    const std::string first = fixture.commit("shop.yml", "first");
    fetch(*source);

    CHECK(id_of(*source, "main") == first);
  }

  TEST_CASE("a second work tree of a repository is served as well") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const std::string second = fixture.origin().folder / "second";
    fixture.git({"worktree", "add", "-q", "-b", "other", second});
    std::ofstream(second + "/shop.yml") << "edited";
    auto options = fixture.options();
    options.path = second;
    CHECK(WorkTreeSource::is_work_tree(second));
    CHECK_FALSE(WorkTreeSource::is_work_tree(fixture.origin().remote()));
    CHECK_FALSE(WorkTreeSource::is_work_tree(fixture.desk() + "/sub"));
    const auto source = fixture.open(options);

    fetch(*source);

    CHECK(text_at(*source, "other", "shop.yml") == "edited");
    CHECK(text_at(*source, "main", "shop.yml") == "one");
    CHECK(text_at(*source, "other", ".git") == "(none)");
  }

  TEST_CASE("nothing in the work tree or its repository is ever changed") {
    WorkTreeFixture fixture;
    fixture.git({"branch", "release"});
    fixture.write("shop.yml", "edited");
    fixture.write("new.yml", "new");
    const auto before = fixture.everything();

    const auto source = fixture.open();
    for (const char* label : {"main", "release", "main"}) {
      fetch(*source);
      CHECK(resolve(*source, label).has_value());
      fixture.origin().commit("release", "two");
    }

    CHECK(fixture.everything() == before);
  }

  TEST_CASE("while Git is at work nothing is published, and a lock that was left is no matter") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    const auto source = fixture.open();
    fetch(*source);
    const std::string lock = fixture.desk() + "/.git/index.lock";
    std::ofstream(lock) << "";
    fixture.write("shop.yml", "half of a checkout");

    const auto refused = source->fetch({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::unavailable);
    CHECK(text_at(*source, "main", "shop.yml") == "one");
    fs::last_write_time(lock, fs::file_time_type::clock::now() - std::chrono::seconds(61));
    fetch(*source);
    CHECK(text_at(*source, "main", "shop.yml") == "half of a checkout");
  }

  TEST_CASE("a work tree that went away goes on being served, after a restart as committed") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    fixture.write("shop.yml", "edited");
    auto source = fixture.open();
    fetch(*source);
    fs::rename(fixture.desk(), fixture.desk() + ".away");

    const auto refused = source->fetch({});

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::not_found);
    CHECK(text_at(*source, "main", "shop.yml") == "edited");
    source.reset();
    source = fixture.open();
    CHECK(text_at(*source, "main", "shop.yml") == "one");
  }

  TEST_CASE("branches are switched under a reader, who never sees one under another's name") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    for (const char* branch : {"main", "other"}) {
      if (std::string(branch) != "main") {
        fixture.git({"checkout", "-q", "-b", branch});
      }
      for (int i = 0; i < 30; ++i) {
        fixture.write("f" + std::to_string(i), branch);
      }
      fixture.commit("shop.yml", branch);
    }
    auto options = fixture.options();
    options.scanner.settle_pause = std::chrono::milliseconds(50);  // as it is by default
    const auto source = fixture.open(options);
    fetch(*source);
    std::atomic<bool> over{false};
    std::vector<std::string> wrong;
    std::jthread reader([&] {
      while (!over) {
        for (const std::string label : {"main", "other"}) {
          const auto tree = resolve(*source, label)->revision.tree;
          for (const char* file : {"f0", "f15", "f29", "shop.yml"}) {
            const std::string text = file_of(*tree, file);
            if (text != label) {
              wrong.push_back(label + ": '" + text + "'");
            }
          }
        }
      }
    });
    std::jthread fetching([&] {
      while (!over) {
        (void)source->fetch({});  // May be refused: Git is at work.
      }
    });
    for (int i = 0; i < 60; ++i) {
      fixture.git({"checkout", "-q", i % 2 == 0 ? "main" : "other"});
      // Now and then it rests for long enough to be published.
      std::this_thread::sleep_for(std::chrono::milliseconds(i % 6 == 0 ? 400 : 0));
    }
    over = true;
    reader.join();
    fetching.join();

    CHECK(wrong.empty());
    if (!wrong.empty()) {
      MESSAGE(wrong.front());
    }
  }

  TEST_CASE("a change of a file, a commit and a checkout each give a hint") {
    WorkTreeFixture fixture;
    fixture.forget_origin();
    std::atomic<int> hints{0};
    const auto source = fixture.open();
    source->on_hint([&] { ++hints; });
    fetch(*source);
    const std::vector<std::function<void()>> changes = {
        [&] { fixture.write("shop.yml", "edited"); },
        [&] {
          fixture.git({"commit", "-q", "-a", "-m", "x"});
        },
        [&] {
          fixture.git({"checkout", "-q", "--detach"});
        },
    };
    for (const auto& change : changes) {
      const int before = hints;
      change();
      const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
      while (hints == before && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
      }
      CHECK(hints > before);
      fetch(*source);
    }
  }
}
