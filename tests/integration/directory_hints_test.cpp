// What inotify tells of directories, and what happens when it does not.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "base/descriptor.hpp"
#include "served_directory.hpp"

using cairn::source::directory::ChangeWatch;
using cairn::source::directory::DirectorySource;
using cairn::test::ServedDirectory;
using cairn::test::state_of;
using cairn::test::text_of;
using cairn::test::write;
using std::chrono::milliseconds;

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds patience{60};

// Counts hints, and waits for the next.
class Hints {
 public:
  std::function<void()> callback() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++count_;
      more_.notify_all();
    };
  }
  [[nodiscard]] bool wait_for_more_than(int count, std::chrono::steady_clock::duration time) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, time, [&] { return count_ > count; });
  }
  [[nodiscard]] int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  int count_ = 0;
};

}  // namespace

TEST_SUITE("DirectorySource hints") {
  TEST_CASE("every kind of change gives a hint, also in a directory that is new") {
    const ServedDirectory fixture;
    Hints hints;
    DirectorySource source(fixture.options(milliseconds(1)));
    source.on_hint(hints.callback());
    REQUIRE(source.fetch({}).has_value());
    const std::string root = fixture.root();
    const std::vector<std::function<void()>> changes = {
        [&] { write(root + "/shop.yml", "one"); },
        [&] { write(root + "/shop.yml", "two"); },
        [&] { fs::rename(root + "/shop.yml", root + "/cart.yml"); },
        [&] { fs::create_directories(root + "/sub"); },
        [&] { write(root + "/sub/shop.yml", "one"); },
        [&] { fs::create_symlink("sub", root + "/link"); },
        [&] { fs::remove(root + "/link"); },
        [&] { fs::remove_all(root + "/sub"); },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
      CAPTURE(i);
      const int before = hints.count();
      changes[i]();
      CHECK(hints.wait_for_more_than(before, patience));
      REQUIRE(source.fetch({}).has_value());
    }
    CHECK(text_of(*state_of(source).tree, fixture.shown("cart.yml")) == "two");
  }

  TEST_CASE("without inotify, or beyond its limits, looks find everything all the same") {
    ChangeWatch::Calls no_inotify;
    no_inotify.init = [] {
      errno = EMFILE;
      return -1;
    };
    ChangeWatch::Calls no_watches;
    no_watches.add = [](int, const char*, std::uint32_t) {
      errno = ENOSPC;
      return -1;
    };
    for (const auto& calls : {no_inotify, no_watches}) {
      const ServedDirectory fixture;
      Hints hints;
      auto options = fixture.options(milliseconds(1));
      options.watch.calls = calls;
      DirectorySource source(options);
      source.on_hint(hints.callback());
      REQUIRE(source.fetch({}).has_value());

      write(fixture.root() + "/shop.yml", "one");

      REQUIRE(source.fetch({}).has_value());
      CHECK(text_of(*state_of(source).tree, fixture.shown("shop.yml")) == "one");
      CHECK(hints.count() == 0);
    }
  }

  TEST_CASE("that events were lost is a hint, that a watch ended is none") {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    const cairn::base::Descriptor events(pipe[1]);
    Hints hints;
    ChangeWatch::Options options;
    options.calls.init = [&] { return pipe[0]; };
    const ChangeWatch watch(options, hints.callback());
    const auto send = [&](std::uint32_t mask) {
      const inotify_event event{-1, mask, 0, 0};
      REQUIRE(::write(events.number(), &event, sizeof event) == ssize_t{sizeof event});
    };

    send(IN_IGNORED);
    CHECK_FALSE(hints.wait_for_more_than(0, milliseconds(100)));
    send(IN_Q_OVERFLOW);
    CHECK(hints.wait_for_more_than(0, patience));
  }

  TEST_CASE("the directories up to the limit are watched, and it is told when there are more") {
    cairn::testing::TemporaryDirectory folder;
    Hints hints;
    ChangeWatch::Options options;
    options.directories_max = 2;
    ChangeWatch watch(options, hints.callback());
    for (const char* name : {"a", "b", "c"}) {
      fs::create_directories(folder / name);
    }

    CHECK(watch.watch({folder / "a", folder / "b"}));
    CHECK_FALSE(watch.watch({folder / "a", folder / "b", folder / "c"}));

    const int before = hints.count();
    write(folder / "b/shop.yml", "x");
    CHECK(hints.wait_for_more_than(before, patience));
  }

  TEST_CASE("what is no longer asked for gives no hint") {
    cairn::testing::TemporaryDirectory folder;
    Hints hints;
    ChangeWatch watch({}, hints.callback());
    fs::create_directories(folder / "a");
    fs::create_directories(folder / "b");
    REQUIRE(watch.watch({folder / "a", folder / "b"}));
    REQUIRE(watch.watch({folder / "b"}));

    write(folder / "a/shop.yml", "x");
    CHECK_FALSE(hints.wait_for_more_than(0, milliseconds(100)));
    write(folder / "b/shop.yml", "x");
    CHECK(hints.wait_for_more_than(0, patience));
  }
}
