// Whole-file reads and replacements.
#include "base/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/temporary_directory.hpp"

namespace base = cairn::base;
using cairn::testing::TemporaryDirectory;

TEST_SUITE("base::files") {
  TEST_CASE("what was written is read back, and only the owner may read it") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/state";

    REQUIRE(base::replace_file(path, "one").has_value());
    REQUIRE(base::replace_file(path, "two").has_value());

    CHECK(base::read_file(path).value() == "two");
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600U);
    CHECK_FALSE(std::filesystem::exists(path + ".new"));
  }

  TEST_CASE("a missing file is not found, a directory is an error with its name") {
    const TemporaryDirectory directory;
    const auto missing = base::read_file(directory.path() + "/none");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == cairn::ErrorCode::not_found);
    const auto folder = base::read_file(directory.path());
    REQUIRE_FALSE(folder.has_value());
    CHECK(folder.error().message.find(directory.path()) != std::string::npos);
  }

  TEST_CASE("a file of exactly the limit is read, one byte more is refused") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/f";
    REQUIRE(base::replace_file(path, "12345").has_value());
    CHECK(base::read_file(path, 5).has_value());
    const auto refused = base::read_file(path, 4);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == cairn::ErrorCode::resource_exhausted);
  }

  TEST_CASE("a replacement that cannot be made leaves the old file") {
    const TemporaryDirectory directory;
    CHECK_FALSE(base::replace_file(directory.path() + "/none/f", "x").has_value());
    std::filesystem::create_directory(directory.path() + "/taken");
    CHECK_FALSE(base::replace_file(directory.path() + "/taken", "x").has_value());
    CHECK(std::filesystem::is_directory(directory.path() + "/taken"));
    CHECK_FALSE(std::filesystem::exists(directory.path() + "/taken.new"));
  }

  TEST_CASE("directories are made with their parents, again and again") {
    const TemporaryDirectory directory;
    CHECK(base::make_directories(directory.path() + "/a/b/c").has_value());
    CHECK(base::make_directories(directory.path() + "/a/b/c").has_value());
    CHECK(std::filesystem::is_directory(directory.path() + "/a/b/c"));
    REQUIRE(base::replace_file(directory.path() + "/file", "x").has_value());
    CHECK_FALSE(base::make_directories(directory.path() + "/file").has_value());
  }
}
