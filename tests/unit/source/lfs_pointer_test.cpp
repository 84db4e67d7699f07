// What is a pointer of Git LFS, and what only looks like one.
#include "source/git/lfs_pointer.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::source::git::is_lfs_pointer;

TEST_SUITE("is_lfs_pointer") {
  TEST_CASE("pointers of every age") {
    for (const char* version : {"https://git-lfs.github.com/spec/v1",
                                "https://hawser.github.com/spec/v1", "http://git-media.io/v/2"}) {
      CHECK(is_lfs_pointer("version " + std::string(version) + "\noid sha256:4d7a\nsize 12345\n"));
    }
    CHECK(is_lfs_pointer(
        "version https://git-lfs.github.com/spec/v1\next-0-x sha256:1\noid sha256:4d\nsize 1\n"));
  }

  TEST_CASE("anything else is a file") {
    CHECK_FALSE(is_lfs_pointer(""));
    CHECK_FALSE(is_lfs_pointer("version: 1\n"));
    CHECK_FALSE(is_lfs_pointer("version https://git-lfs.github.com/spec/v1\n"));
    CHECK_FALSE(is_lfs_pointer("version https://git-lfs.github.com/spec/v1\noid sha256:4d\n"));
    CHECK_FALSE(is_lfs_pointer("# version https://git-lfs.github.com/spec/v1\noid 1\nsize 1\n"));
  }

  TEST_CASE("a pointer has less than 1024 bytes") {
    std::string text = "version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 1\n";
    text.resize(1023, '\n');
    CHECK(is_lfs_pointer(text));
    text += '\n';
    CHECK_FALSE(is_lfs_pointer(text));
  }
}
