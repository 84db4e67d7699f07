// The cache on a disk: rights, links, keys, ages, and what is reported.
#include "cache/cache.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "support/temporary_directory.hpp"
#include "unit/cache/samples.hpp"

using namespace cairn;
using namespace cairn::cache;
using cairn::testing::same;
using cairn::testing::sample;
using cairn::testing::sample_scope;
using cairn::testing::TemporaryDirectory;
using std::chrono::seconds;

namespace {

const auto now = sample().fetched_at + seconds(100);

struct Place {
  TemporaryDirectory base;
  CacheOptions options;
  Place() { options.directory = base / "state/cairn"; }

  [[nodiscard]] std::string file() const {
    return options.directory + '/' + Cache::file_name(sample_scope());
  }
  void store() const { REQUIRE(Cache(options).store(sample_scope(), sample()).has_value()); }
  [[nodiscard]] std::optional<Reason> reading() const {
    const auto found = Cache(options).load(sample_scope(), now);
    if (found) {
      CHECK(same(*found, sample()));
      return std::nullopt;
    }
    CHECK_FALSE(found.error().error.message.empty());
    return found.error().reason;
  }
};

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

void write(const std::string& path, const std::string& content, unsigned mode) {
  std::ofstream(path, std::ios::binary) << content;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

}  // namespace

TEST_SUITE("cache: on disk") {
  TEST_CASE("what is stored is loaded, in files for this user alone") {
    Place place;
    CHECK(place.reading() == Reason::absent);
    place.store();

    CHECK_FALSE(place.reading());
    CHECK(mode_of(place.options.directory) == 0700);
    CHECK(mode_of(place.file()) == 0600);
    CHECK(mode_of(place.options.directory + "/key") == 0600);
    place.store();
    CHECK_FALSE(place.reading());
    CHECK(std::distance(std::filesystem::directory_iterator(place.options.directory), {}) == 2);
  }

  TEST_CASE("another scope finds nothing, and a file put in its place is foreign") {
    Place place;
    place.store();
    Scope other = sample_scope();
    other.application = "bank";
    CHECK(Cache(place.options).load(other, now).error().reason == Reason::absent);
    std::filesystem::copy_file(place.file(),
                               place.options.directory + '/' + Cache::file_name(other));
    CHECK(Cache(place.options).load(other, now).error().reason == Reason::foreign_scope);
  }

  TEST_CASE("links, pipes, open rights and open directories are refused") {
    Place place;
    place.store();
    REQUIRE(::chmod(place.file().c_str(), 0640) == 0);
    CHECK(place.reading() == Reason::unsafe);
    REQUIRE(::chmod(place.file().c_str(), 0600) == 0);

    std::filesystem::rename(place.file(), place.base / "moved");
    std::filesystem::create_symlink(place.base / "moved", place.file());
    CHECK(place.reading() == Reason::unsafe);
    std::filesystem::remove(place.file());
    REQUIRE(::mkfifo(place.file().c_str(), 0600) == 0);
    CHECK(place.reading() == Reason::unsafe);
    std::filesystem::remove(place.file());
    std::filesystem::create_directory(place.file());
    CHECK(place.reading() == Reason::unsafe);
    std::filesystem::remove(place.file());
    std::filesystem::rename(place.base / "moved", place.file());

    REQUIRE(::chmod(place.options.directory.c_str(), 0750) == 0);
    CHECK(place.reading() == Reason::unsafe);
    const auto stored = Cache(place.options).store(sample_scope(), sample());
    REQUIRE_FALSE(stored.has_value());
    CHECK(stored.error().code == ErrorCode::permission_denied);
    REQUIRE(::chmod(place.options.directory.c_str(), 0700) == 0);
    CHECK_FALSE(place.reading());
  }

  TEST_CASE("a directory that is a link is refused") {
    Place place;
    place.store();
    std::filesystem::create_directory_symlink(place.options.directory, place.base / "link");
    place.options.directory = place.base / "link";
    CHECK(place.reading() == Reason::unsafe);
  }

  TEST_CASE("somebody else's file is refused" * doctest::skip(::geteuid() != 0)) {
    Place place;
    place.store();
    REQUIRE(::chown(place.file().c_str(), 12345, 12345) == 0);
    CHECK(place.reading() == Reason::unsafe);
  }

  TEST_CASE("size and age have limits, exactly") {
    Place place;
    place.store();
    const auto size = std::filesystem::file_size(place.file());
    place.options.file_bytes_max = size;
    CHECK_FALSE(place.reading());
    place.store();
    place.options.file_bytes_max = size - 1;
    CHECK(place.reading() == Reason::too_large);
    CHECK(Cache(place.options).store(sample_scope(), sample()).error().code ==
          ErrorCode::resource_exhausted);
    place.options.file_bytes_max = size;

    place.options.age_max = seconds(100);
    CHECK_FALSE(place.reading());
    place.options.age_max = seconds(99);
    CHECK(place.reading() == Reason::too_old);
    const Cache cache(place.options);
    CHECK(cache.load(sample_scope(), sample().fetched_at - seconds(1'000'000)).has_value());
  }

  TEST_CASE("a lost or wrong key is a reason, and a new one starts again") {
    Place place;
    place.store();
    const std::string key = place.options.directory + "/key";
    std::filesystem::remove(key);
    CHECK(place.reading() == Reason::no_key);
    write(key, "short", 0600);
    CHECK(place.reading() == Reason::no_key);
    write(key, std::string(32, 'x'), 0600);
    CHECK(place.reading() == Reason::other_key);
    REQUIRE(::chmod(key.c_str(), 0644) == 0);
    CHECK(place.reading() == Reason::no_key);
    REQUIRE(::chmod(key.c_str(), 0600) == 0);
    place.store();
    CHECK_FALSE(place.reading());
  }

  TEST_CASE("a key comes from a file or from a function, and then none is made") {
    Place place;
    write(place.base / "operator-key", std::string(64, '6') + "\n", 0400);
    place.options.key_file = place.base / "operator-key";
    place.store();
    CHECK_FALSE(place.reading());
    CHECK_FALSE(std::filesystem::exists(place.options.directory + "/key"));

    place.options.key_file.clear();
    place.options.key = [] { return std::string(32, 'f'); };
    CHECK_FALSE(place.reading());
    place.options.key = [] { return std::string(); };
    CHECK(place.reading() == Reason::no_key);
    place.options.key = []() -> std::string { throw std::runtime_error("no key store"); };
    CHECK(place.reading() == Reason::no_key);
    CHECK_FALSE(Cache(place.options).store(sample_scope(), sample()).has_value());
  }

  TEST_CASE("what a killed writer left is removed after an hour, not before") {
    Place place;
    place.store();
    const std::string old = place.options.directory + "/.x.1.new";
    const std::string fresh = place.options.directory + "/.x.2.new";
    write(old, "x", 0600);
    write(fresh, "x", 0600);
    std::filesystem::last_write_time(
        old, std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
    place.store();
    CHECK_FALSE(std::filesystem::exists(old));
    CHECK(std::filesystem::exists(fresh));
  }

  TEST_CASE("it can be turned off, and forget") {
    Place place;
    place.store();
    REQUIRE(Cache(place.options).forget(sample_scope()).has_value());
    CHECK(place.reading() == Reason::absent);
    CHECK(Cache(place.options).forget(sample_scope()).has_value());
    place.options.enabled = false;
    place.store();
    CHECK_FALSE(std::filesystem::exists(place.file()));
    CHECK(place.reading() == Reason::absent);
  }

  TEST_CASE("a directory that cannot be made is an error, not a crash") {
    Place place;
    write(place.base / "state", "a file", 0600);
    CHECK_FALSE(Cache(place.options).store(sample_scope(), sample()).has_value());
    CHECK(place.reading() == Reason::unsafe);
  }

  TEST_CASE("the directory is below the user's state directory") {
    const char* before = ::getenv("XDG_STATE_HOME");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("XDG_STATE_HOME", "/s", 1);
    CHECK(default_directory() == "/s/cairn/client");
    ::setenv("XDG_STATE_HOME", "relative", 1);
    CHECK(default_directory().ends_with("/.local/state/cairn/client"));
    before == nullptr ? ::unsetenv("XDG_STATE_HOME") : ::setenv("XDG_STATE_HOME", kept.c_str(), 1);
  }
}

TEST_SUITE("cache: listing") {
  TEST_CASE("a cache that is not there has no files") {
    const Place place;
    const auto listed = Cache(place.options).list(now);
    REQUIRE(listed.has_value());
    CHECK(listed->empty());
  }

  TEST_CASE("every cache file is listed, with its content or the reason why it has none") {
    Place place;
    place.store();
    Scope other = sample_scope();
    other.application = "cart";
    REQUIRE(Cache(place.options).store(other, sample()).has_value());
    const std::string damaged = place.options.directory + '/' + Cache::file_name(other);
    std::filesystem::resize_file(damaged, 200);
    write(place.options.directory + "/notes.txt", "no cache file", 0600);
    write(place.options.directory + "/abc.cairn", "no digest in its name", 0600);

    const auto listed = Cache(place.options).list(now);

    REQUIRE(listed.has_value());
    REQUIRE(listed->size() == 2);
    for (const Listed& file : *listed) {
      if (file.name == Cache::file_name(other)) {
        CHECK(file.bytes == 200);
        REQUIRE_FALSE(file.content.has_value());
        CHECK(file.content.error().reason == Reason::not_a_cache);
      } else {
        CHECK(file.name == Cache::file_name(sample_scope()));
        REQUIRE(file.content.has_value());
        CHECK(same(*file.content, sample()));
      }
    }
  }

  TEST_CASE("a file under the name of another scope is foreign") {
    Place place;
    place.store();
    Scope other = sample_scope();
    other.application = "cart";
    std::filesystem::rename(place.file(), place.options.directory + '/' + Cache::file_name(other));

    const auto listed = Cache(place.options).list(now);

    REQUIRE(listed.has_value());
    REQUIRE(listed->size() == 1);
    REQUIRE_FALSE(listed->front().content.has_value());
    CHECK(listed->front().content.error().reason == Reason::foreign_scope);
  }

  TEST_CASE("what is listed can be removed, and nothing else") {
    Place place;
    place.store();
    const Cache cache(place.options);
    for (const char* name : {"key", "../key", "", "notes.txt"}) {
      CAPTURE(name);
      const auto removed = cache.remove(name);
      REQUIRE_FALSE(removed.has_value());
      CHECK(removed.error().code == ErrorCode::invalid_argument);
    }
    REQUIRE(cache.remove(Cache::file_name(sample_scope())).has_value());
    CHECK(place.reading() == Reason::absent);
    CHECK(std::filesystem::exists(place.options.directory + "/key"));
  }
}
