// The data directory has one owner, and nobody else writes to it.
#include "app/data_directory.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "support/temporary_directory.hpp"

using cairn::ErrorCode;
using cairn::app::DataDirectory;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

std::string refusal(const std::string& path) {
  const auto claimed = DataDirectory::claim(path, std::chrono::milliseconds(0));
  REQUIRE_FALSE(claimed.has_value());
  CHECK(claimed.error().code == ErrorCode::failed_precondition);
  return claimed.error().message;
}

}  // namespace

TEST_SUITE("app::DataDirectory") {
  TEST_CASE("it is made with its parents, for this user alone") {
    const cairn::testing::TemporaryDirectory folder;
    CHECK(DataDirectory::claim(folder / "a/b").has_value());
    CHECK(mode_of(folder / "a/b") == 0700);
    CHECK(DataDirectory::claim(folder / "a/b").has_value());
  }

  TEST_CASE("while somebody has it nobody else gets it, also not through a link") {
    const cairn::testing::TemporaryDirectory folder;
    fs::create_directory_symlink("data", folder / "link");
    auto first = DataDirectory::claim(folder / "data");
    REQUIRE(first.has_value());
    CHECK(refusal(folder / "data").find("is in use by another server") != std::string::npos);
    CHECK(refusal(folder / "link").find("is in use by another server") != std::string::npos);
    first = cairn::fail(ErrorCode::internal, "let go");
    CHECK(DataDirectory::claim(folder / "link").has_value());
  }

  TEST_CASE("who is about to let it go is waited for") {
    const cairn::testing::TemporaryDirectory folder;
    auto first = DataDirectory::claim(folder / "data");
    REQUIRE(first.has_value());
    std::thread ends([&] { first = cairn::fail(ErrorCode::internal, "let go"); });
    CHECK(DataDirectory::claim(folder / "data", std::chrono::seconds(60)).has_value());
    ends.join();
  }

  TEST_CASE("what others may read is taken from them, what they may write to is refused") {
    const cairn::testing::TemporaryDirectory folder;
    fs::create_directory(folder / "data");
    REQUIRE(::chmod((folder / "data").c_str(), 0755) == 0);
    CHECK(DataDirectory::claim(folder / "data").has_value());
    CHECK(mode_of(folder / "data") == 0700);
    for (const mode_t mode : {mode_t(0770), mode_t(0702)}) {
      REQUIRE(::chmod((folder / "data").c_str(), mode) == 0);
      CHECK(refusal(folder / "data").find("can be written to by other users") != std::string::npos);
    }
  }

  TEST_CASE("a directory or a link of another user is refused" * doctest::skip(::geteuid() != 0)) {
    const cairn::testing::TemporaryDirectory folder;
    fs::create_directory(folder / "data");
    fs::create_directory_symlink("data", folder / "link");
    REQUIRE(::lchown((folder / "link").c_str(), 1, 1) == 0);
    CHECK(refusal(folder / "link").find("is a symbolic link of user 1") != std::string::npos);
    REQUIRE(::chown((folder / "data").c_str(), 1, 1) == 0);
    CHECK(refusal(folder / "data").find("is owned by user 1") != std::string::npos);
  }

  TEST_CASE("what is no directory is an error") {
    const cairn::testing::TemporaryDirectory folder;
    CHECK_FALSE(DataDirectory::claim("/dev/null").has_value());
  }
}
