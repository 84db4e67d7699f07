// What of git's error output is worth telling.
#include "source/git/git_program.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::source::git::words_of_git;

TEST_SUITE("words_of_git") {
  TEST_CASE("advice and progress are left out, the rest is one line") {
    CHECK(
        words_of_git("remote: Counting objects:  50% (1/2)\rremote: Counting objects: 100% (2/2)\n"
                     "Host key verification failed.\r\n"
                     "fatal: Could not read from remote repository.\n\n"
                     "Please make sure you have the correct access rights\n"
                     "and the repository exists.\n") ==
        "Host key verification failed.; fatal: Could not read from remote repository.");
  }

  TEST_CASE("400 bytes are told whole, more are cut") {
    CHECK(words_of_git(std::string(400, 'x')) == std::string(400, 'x'));
    CHECK(words_of_git(std::string(401, 'x')) == std::string(400, 'x') + "...");
  }

  TEST_CASE("nothing said is no words") {
    CHECK(words_of_git("").empty());
  }
}
