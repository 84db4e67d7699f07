// What happens to files that are not what they were.
#include "source/directory/file_reader.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "support/directory_fixture.hpp"

using cairn::base::Descriptor;
using cairn::source::directory::NotAFile;
using cairn::source::directory::read_regular_file;
using cairn::source::directory::ReadFile;
using cairn::source::directory::ReadOutcome;
using cairn::source::directory::Scanner;
using cairn::source::directory::Torn;
using cairn::source::directory::Unreadable;
using cairn::test::DirectoryFixture;
using cairn::test::text_of;

namespace {

ReadOutcome read(const std::string& directory, const std::string& name, std::size_t bytes_max) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(opened.open());
  auto outcome = read_regular_file(opened.number(), name, {}, bytes_max);
  REQUIRE(outcome.has_value());
  return *std::move(outcome);
}

// While it lives, this thread may do with files what somebody without rights may.
class WithoutRights {
 public:
  WithoutRights() { ::setfsuid(65'534); }
  ~WithoutRights() { ::setfsuid(before_); }
  WithoutRights(const WithoutRights&) = delete;
  WithoutRights& operator=(const WithoutRights&) = delete;

 private:
  const uid_t before_ = ::geteuid();
};

}  // namespace

TEST_SUITE("read_regular_file") {
  TEST_CASE("a file is read whole, up to the limit and with its stamp") {
    DirectoryFixture fixture;
    fixture.write("empty", "");
    fixture.write("five", "12345");

    const auto empty = read(fixture.root(), "empty", 5);
    const auto five = read(fixture.root(), "five", 5);

    REQUIRE(std::holds_alternative<ReadFile>(empty));
    CHECK(std::get<ReadFile>(empty).bytes.empty());
    REQUIRE(std::holds_alternative<ReadFile>(five));
    CHECK(std::get<ReadFile>(five).bytes == "12345");
    CHECK(std::get<ReadFile>(five).stamp.size_bytes == 5);
  }

  TEST_CASE("what is not the size that its stamp says is torn") {
    DirectoryFixture fixture;
    fixture.write("grown", "123456");
    CHECK(std::holds_alternative<Torn>(read(fixture.root(), "grown", 5)));
    // The size of such a file is 0, whatever is in it.
    CHECK(std::holds_alternative<Torn>(read("/proc/self", "status", 1'000'000)));
  }

  TEST_CASE("what is gone, or no regular file any more, is no file, and nobody waits for it") {
    DirectoryFixture fixture;
    fixture.write("file", "x");
    fixture.link("file", "link");
    REQUIRE(::mkfifo((fixture / "fifo").c_str(), 0600) == 0);
    for (const char* name : {"none", "link", "fifo", "file/below"}) {
      CAPTURE(name);
      CHECK(std::holds_alternative<NotAFile>(read(fixture.root(), name, 10)));
    }
    CHECK(std::holds_alternative<NotAFile>(read(fixture.folder.path(), "config", 10)));
  }
}

TEST_SUITE("Scanner without rights") {
  TEST_CASE("a file that may not be read is there, is not served, and is read once it may be") {
    DirectoryFixture fixture;
    fixture.write("open.yml", "open");
    fixture.write("closed.yml", "closed");
    std::filesystem::permissions(fixture.folder.path(), std::filesystem::perms(0755));
    REQUIRE(::chmod((fixture / "closed.yml").c_str(), 0) == 0);
    Scanner scanner(fixture.options());
    const auto look = [&] {
      const WithoutRights nobody;
      auto state = scanner.look({});
      REQUIRE(state.has_value());
      return cairn::source::directory::RootTree((*state)->roots[0], scanner.scan_options());
    };

    CHECK(text_of(look(), "open.yml") == "open");
    CHECK(text_of(look(), "closed.yml") == "failed_precondition");
    REQUIRE(::chmod((fixture / "closed.yml").c_str(), 0644) == 0);
    CHECK(text_of(look(), "closed.yml") == "closed");
  }

  TEST_CASE("a directory that may not be read is left out and told, and a root is an error") {
    DirectoryFixture fixture;
    fixture.write("open.yml", "open");
    fixture.write("closed/shop.yml", "x");
    std::filesystem::permissions(fixture.folder.path(), std::filesystem::perms(0755));
    REQUIRE(::chmod((fixture / "closed").c_str(), 0) == 0);
    Scanner scanner(fixture.options());
    {
      const WithoutRights nobody;
      const auto state = scanner.look({});
      REQUIRE(state.has_value());
      CHECK((*state)->roots[0].node->entries().size() == 1);
      CHECK(scanner.left_out() == fixture / "closed: Permission denied");
    }
    REQUIRE(::chmod(fixture.root().c_str(), 0) == 0);
    {
      const WithoutRights nobody;
      const auto refused = scanner.look({});
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code == cairn::ErrorCode::failed_precondition);
    }
    REQUIRE(::chmod(fixture.root().c_str(), 0700) == 0);
    REQUIRE(::chmod((fixture / "closed").c_str(), 0700) == 0);
  }
}
