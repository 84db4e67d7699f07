// What of git's error output is worth telling.
#include "source/git/git_program.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using cairn::source::git::GitCall;
using cairn::source::git::GitProgram;
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

  TEST_CASE("what ssh says of its work is left out") {
    CHECK(words_of_git("debug1: Connecting to h\nfatal: no\ndebug1: Exit status 1\n") ==
          "fatal: no");
  }

  TEST_CASE("400 bytes are told whole, more are cut") {
    CHECK(words_of_git(std::string(400, 'x')) == std::string(400, 'x'));
    CHECK(words_of_git(std::string(401, 'x')) == std::string(400, 'x') + "...");
  }

  TEST_CASE("without words there is the exit code") {
    CHECK(words_of_git(cairn::base::ChildResult{3, "out", "\n"}) == "git exited with 3");
    CHECK(words_of_git(cairn::base::ChildResult{3, "out", "no\n"}) == "no");
  }

  TEST_CASE("nothing said is no words") {
    CHECK(words_of_git("").empty());
  }
}

TEST_SUITE("GitProgram") {
  // Git runs an alias that begins with "!" as a command of the shell.
  GitCall shell(const std::string& command) {
    GitCall call;
    call.arguments = {"shown"};
    call.settings.emplace_back("alias.shown", '!' + command);
    return call;
  }

  TEST_CASE("a call allows no way to a remote but what it names itself") {
    const GitProgram git("/nowhere", "/dev/null");
    auto call = shell("echo $GIT_ALLOW_PROTOCOL $HOME $GIT_TERMINAL_PROMPT");
    CHECK(git.run(call).value() == "none /nowhere 0\n");
    call.environment = {"GIT_ALLOW_PROTOCOL=https"};
    CHECK(git.run(call).value() == "https /nowhere 0\n");
  }

  TEST_CASE("files of a call are settings, or are read by whatever git starts") {
    const GitProgram git("/nowhere", "/dev/null");
    auto call = shell("git config cairn.test; cat /proc/$PPID/fd/5");
    const std::string number = call.add_file("[cairn]\n\ttest = \"a # b\"\n");
    CHECK(number == "4");
    CHECK(call.add_file("second") == "5");
    call.settings.emplace_back("include.path", "/proc/self/fd/" + number);
    CHECK(git.run(call).value() == "a # b\nsecond");
  }

  TEST_CASE("a long call gives way to readers, and so does what it starts") {
    const GitProgram git("/nowhere", "/dev/null");
    const int own = std::stoi(git.run(shell("nice")).value());
    auto call = shell("nice");
    call.niceness = cairn::source::git::niceness_of_long_calls;

    CHECK(std::stoi(git.run(call).value()) == std::min(own + 10, 19));
  }

  TEST_CASE("a failure is git's words, or all that it said") {
    const GitProgram git("/nowhere", "/dev/null");
    const auto failed = git.run(shell("echo no >&2; exit 3"));
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().message == "no");
    const auto whole = git.run_to_end(shell("echo no >&2; exit 3"), {});
    REQUIRE(whole.has_value());
    CHECK(whole->exit_code == 3);
    CHECK(whole->error_output == "no\n");
  }
}
