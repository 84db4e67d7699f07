// Directories that change while they are looked at, by real threads on a real file system.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "served_directory.hpp"

using cairn::source::FileTree;
using cairn::source::Revision;
using cairn::source::directory::DirectorySource;
using cairn::test::ServedDirectory;
using cairn::test::state_of;
using cairn::test::text_of;
using cairn::test::write;
using std::chrono::milliseconds;

namespace {

namespace fs = std::filesystem;

// Fetches all the time, and ends with a last fetch after what was going on is over.
class Fetching {
 public:
  explicit Fetching(DirectorySource& source) : source_(source) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        (void)source_.fetch(stop);  // Most fail: it never rests. What matters is what is served.
      }
    });
  }
  void end() {
    thread_.request_stop();
    thread_.join();
    const auto last = source_.fetch({});
    if (!last) {
      FAIL(last.error().text());
    }
  }

 private:
  DirectorySource& source_;
  std::jthread thread_;
};

// A ConfigMap volume: files are links through "..data", which is swapped in one step.
class ConfigMap {
 public:
  static constexpr int files = 20;

  explicit ConfigMap(std::string directory) : directory_(std::move(directory)) {
    update(0);
    for (int i = 0; i < files; ++i) {
      fs::create_symlink("..data/" + name(i), directory_ + '/' + name(i));
    }
  }

  static std::string name(int i) { return "file-" + std::to_string(i) + ".yml"; }

  void update(int number) {
    const std::string fresh = "..generation-" + std::to_string(number);
    fs::create_directories(directory_ + '/' + fresh);
    for (int i = 0; i < files; ++i) {
      write(directory_ + '/' + fresh + '/' + name(i), "number: " + std::to_string(number) + '\n');
    }
    fs::create_symlink(fresh, directory_ + "/..data_tmp");
    fs::rename(directory_ + "/..data_tmp", directory_ + "/..data");
    if (!present_.empty()) {
      fs::remove_all(directory_ + '/' + present_);
    }
    present_ = fresh;
  }

 private:
  const std::string directory_;
  std::string present_;
};

// What a reader sees: one number in all files, else words about what was mixed or missing.
std::string number_in(const FileTree& tree, const ServedDirectory& fixture) {
  const std::string first = text_of(tree, fixture.shown(ConfigMap::name(0)));
  if (first.rfind("number: ", 0) != 0) {
    return "mixed: no number but '" + first + "'";
  }
  for (int i = 1; i < ConfigMap::files; ++i) {
    const std::string other = text_of(tree, fixture.shown(ConfigMap::name(i)));
    if (other != first) {
      return "mixed: '" + first + "' and '" + other + "'";
    }
  }
  return first;
}

}  // namespace

TEST_SUITE("DirectorySource on a real file system") {
  TEST_CASE("of a ConfigMap that is swapped all the time, no reader ever sees two states") {
    const ServedDirectory fixture;
    ConfigMap volume(fixture.root());
    // In memory, and (for the second round) read on demand.
    for (const std::size_t kept : {std::size_t{1'024}, std::size_t{0}}) {
      CAPTURE(kept);
      auto options = fixture.options(milliseconds(1));
      options.scanner.limits.kept_file_bytes_max = kept;
      DirectorySource source(options);
      REQUIRE(source.fetch({}).has_value());
      constexpr int swaps = 300;
      std::atomic<bool> over{false};
      std::set<std::string> seen;
      std::vector<std::string> mixed;
      std::jthread reader([&] {
        while (!over) {
          const Revision state = state_of(source);
          std::string number = number_in(*state.tree, fixture);
          // Read on demand, a file may be gone: an error, and never another content.
          const bool gone = number.find("was changed a moment ago") != std::string::npos;
          if (number.find("mixed") == 0 && !(kept == 0 && gone)) {
            mixed.push_back(number);
          }
          seen.insert(std::move(number));
        }
      });
      Fetching fetching(source);
      for (int i = 1; i <= swaps; ++i) {
        volume.update(i);
        if (i % 20 == 0) {  // Time to come to rest now and then.
          std::this_thread::sleep_for(milliseconds(20));
        }
      }
      fetching.end();
      over = true;
      reader.join();

      CHECK(mixed.empty());
      if (!mixed.empty()) {
        MESSAGE(mixed.front());
      }
      CHECK(seen.size() > 3);  // It did change under the reader.
      CHECK(number_in(*state_of(source).tree, fixture) == "number: 300\n");
    }
  }

  TEST_CASE("files that are replaced or overwritten while they are read are never half of each") {
    const ServedDirectory fixture;
    constexpr std::size_t bytes = 16U * 1024;
    const auto content = [](int i) { return std::string(bytes, static_cast<char>('a' + i % 26)); };
    const std::string replaced = fixture.root() + "/replaced.txt";
    const std::string overwritten = fixture.root() + "/overwritten.txt";
    write(replaced, content(0));
    write(overwritten, content(0));
    DirectorySource source(fixture.options(milliseconds(20)));
    REQUIRE(source.fetch({}).has_value());
    std::atomic<bool> over{false};
    std::vector<std::string> torn;
    std::jthread reader([&] {
      while (!over) {
        const Revision state = state_of(source);
        for (const char* name : {"replaced.txt", "overwritten.txt"}) {
          const std::string text = text_of(*state.tree, fixture.shown(name));
          if (text.size() != bytes || text.find_first_not_of(text.front()) != std::string::npos) {
            torn.push_back(text.substr(0, 80));
          }
        }
      }
    });
    Fetching fetching(source);
    {
      const cairn::base::Descriptor file(::open(overwritten.c_str(), O_WRONLY | O_CLOEXEC));
      for (int i = 1; i <= 300; ++i) {
        write(replaced + ".new", content(i));
        fs::rename(replaced + ".new", replaced);
        REQUIRE(::pwrite(file.number(), content(i).data(), bytes, 0) == ssize_t{bytes});
        if (i % 30 == 0) {
          std::this_thread::sleep_for(milliseconds(60));
        }
      }
    }
    fetching.end();
    over = true;
    reader.join();

    CHECK(torn.empty());
    CHECK(text_of(*state_of(source).tree, fixture.shown("replaced.txt")) == content(300));
    CHECK(text_of(*state_of(source).tree, fixture.shown("overwritten.txt")) == content(300));
  }

  TEST_CASE("a directory that becomes a link to the outside and back never shows the outside") {
    const ServedDirectory fixture;
    const std::string outside = fixture.folder / "outside";
    const std::string inside = fixture.root() + "/sub";
    fs::create_directories(outside);
    fs::create_directories(inside);
    write(outside + "/shop.yml", "secret");
    write(inside + "/shop.yml", "open");
    fs::create_symlink(outside, fixture.folder / "link");
    DirectorySource source(fixture.options(milliseconds(1)));
    REQUIRE(source.fetch({}).has_value());
    std::atomic<bool> over{false};
    bool shown = false;
    std::jthread reader([&] {
      while (!over) {
        const Revision state = state_of(source);
        shown = shown || text_of(*state.tree, fixture.shown("sub/shop.yml")) == "secret";
      }
    });
    Fetching fetching(source);
    for (int i = 0; i < 10'000; ++i) {
      fs::rename(inside, fixture.folder / "aside");
      fs::rename(fixture.folder / "link", inside);
      fs::rename(inside, fixture.folder / "link");
      fs::rename(fixture.folder / "aside", inside);
    }
    fetching.end();
    over = true;
    reader.join();

    CHECK_FALSE(shown);
    CHECK(text_of(*state_of(source).tree, fixture.shown("sub/shop.yml")) == "open");
  }
}
