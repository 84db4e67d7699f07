// Child processes: outputs, exit codes, and every way in which one is ended early.
#include "base/child_process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using cairn::ErrorCode;
using cairn::base::ChildCommand;
using std::chrono::milliseconds;

namespace {

ChildCommand shell(const std::string& script) {
  ChildCommand command;
  command.arguments = {"sh", "-c", script};
  command.environment = {"PATH=/usr/bin:/bin"};
  command.deadline = milliseconds(20'000);
  return command;
}

// Whether the process is gone, or dead and only waits for its parent to notice.
bool gone(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/stat");
  std::string stat;
  return !std::getline(file, stat) || stat.find(") Z ") != std::string::npos;
}

}  // namespace

TEST_SUITE("base::run") {
  TEST_CASE("outputs and the exit code come back") {
    const auto result = cairn::base::run(shell("printf out; printf err >&2; exit 3"));

    REQUIRE(result.has_value());
    CHECK(result->exit_code == 3);
    CHECK(result->output == "out");
    CHECK(result->error_output == "err");
  }

  TEST_CASE("a child that ends by a signal gives 128 and the signal") {
    const auto result = cairn::base::run(shell("kill -TERM $$"));

    REQUIRE(result.has_value());
    CHECK(result->exit_code == 128 + SIGTERM);
  }

  TEST_CASE("input larger than a pipe is read whole") {
    auto command = shell("wc -c");
    command.input = std::string(1'000'000, 'x');

    const auto result = cairn::base::run(command);

    REQUIRE(result.has_value());
    CHECK(result->output == "1000000\n");
  }

  TEST_CASE("input that nobody reads does no harm") {
    auto command = shell("exit 0");
    command.input = std::string(1'000'000, 'x');

    CHECK(cairn::base::run(command).has_value());
  }

  TEST_CASE("without input the child reads an end of file") {
    const auto result = cairn::base::run(shell("wc -c"));

    REQUIRE(result.has_value());
    CHECK(result->output == "0\n");
  }

  TEST_CASE("the environment is what was given and nothing else") {
    ::setenv("CAIRN_TEST_LEAK", "yes", 1);
    auto command = shell("echo \"$GIVEN-$CAIRN_TEST_LEAK\"");
    command.environment.emplace_back("GIVEN=here");

    const auto result = cairn::base::run(command);

    REQUIRE(result.has_value());
    CHECK(result->output == "here-\n");
  }

  TEST_CASE("the working directory can be chosen") {
    auto command = shell("pwd");
    command.directory = "/usr";

    const auto result = cairn::base::run(command);

    REQUIRE(result.has_value());
    CHECK(result->output == "/usr\n");
  }

  TEST_CASE("a child can be less important than this process, at most as far as that goes") {
    const auto niceness_of = [](int more) {
      auto command = shell("nice");
      command.niceness = more;
      return std::stoi(cairn::base::run(command)->output);
    };
    const int own = niceness_of(0);

    CHECK(niceness_of(3) == std::min(own + 3, 19));
    CHECK(niceness_of(40) == 19);
  }

  TEST_CASE("no descriptor but 0, 1 and 2 reaches the child") {
    const int leak = ::open("/dev/null", O_RDONLY);  // not closed at exec
    REQUIRE(leak >= 0);

    const auto result = cairn::base::run(shell("ls /proc/self/fd | wc -l"));
    ::close(leak);

    REQUIRE(result.has_value());
    CHECK(result->output == "4\n");  // ls itself opens the fourth
  }

  TEST_CASE("files in memory reach the child and its children, for nobody else to read") {
    auto command = shell(
        "cat /proc/self/fd/4; sh -c 'cat /proc/$PPID/fd/5'; stat -L -c %a /proc/self/fd/5;"
        " ls /proc/self/fd | wc -l");
    command.files = {cairn::base::Secret("one\n"), cairn::base::Secret("two\n")};

    const auto result = cairn::base::run(command);

    REQUIRE(result.has_value());
    CHECK(result->output == "one\ntwo\n600\n6\n");  // ls itself opens one of the six
    CHECK(result->error_output.empty());
  }

  TEST_CASE("12 files are as many as there may be") {
    auto command = shell("cat /proc/self/fd/15");
    command.files.resize(12, cairn::base::Secret("last"));
    const auto result = cairn::base::run(command);
    REQUIRE(result.has_value());
    CHECK(result->output == "last");

    command.files.emplace_back("one more");
    CHECK_FALSE(cairn::base::run(command).has_value());
  }

  TEST_CASE("notes come back, the last 256 KB of them, beside files and without") {
    auto command = shell("printf note >> /proc/self/fd/4; printf d >> /proc/self/fd/4");
    command.wants_notes = true;
    CHECK(cairn::base::run(command)->notes == "noted");
    command = shell("cat /proc/self/fd/4 >> /proc/self/fd/5");
    command.wants_notes = true;
    command.files.emplace_back("secret");
    CHECK(cairn::base::run(command)->notes == "secret");
    command = shell(
        "head -c 262144 /dev/zero | tr '\\0' x >> /proc/self/fd/4; "
        "printf end >> /proc/self/fd/4");
    command.wants_notes = true;
    const auto result = cairn::base::run(command);
    REQUIRE(result->notes.size() == cairn::base::notes_bytes_max);
    CHECK(result->notes.substr(result->notes.size() - 4) == "xend");
    CHECK(cairn::base::run(shell("true"))->notes.empty());
  }

  TEST_CASE("ignored and blocked signals do not reach the child") {
    struct sigaction before {};
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before);

    const auto result = cairn::base::run(shell("grep -E 'Sig(Ign|Blk)' /proc/self/status"));
    ::sigaction(SIGPIPE, &before, nullptr);

    REQUIRE(result.has_value());
    CHECK(result->output == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  }

  TEST_CASE("a program that is not there cannot be started") {
    for (const char* name : {"cairn-no-such-program", "/no/such/program", "/etc/passwd"}) {
      CAPTURE(name);
      auto command = shell("");
      command.arguments = {name};

      const auto result = cairn::base::run(command);

      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().code == ErrorCode::internal);
      CHECK(result.error().message.find(name) != std::string::npos);
    }
  }

  TEST_CASE("a working directory that is not there is an error") {
    auto command = shell("true");
    command.directory = "/no/such/directory";

    const auto result = cairn::base::run(command);

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::internal);
  }

  TEST_CASE("at the deadline the child and its children are killed") {
    // The ids are needed although the run fails, so they go to a file.
    char path[] = "/tmp/cairn-child-XXXXXX";
    const int file = ::mkstemp(path);
    REQUIRE(file >= 0);
    auto command = shell("sleep 60 & echo $! $$ > " + std::string(path) + "; wait");
    command.deadline = milliseconds(200);
    const auto start = std::chrono::steady_clock::now();

    const auto result = cairn::base::run(command);

    CHECK(std::chrono::steady_clock::now() - start < milliseconds(10'000));
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::unavailable);
    CHECK(result.error().message == "'sh' did not finish within 200 ms");
    char text[64] = {};
    REQUIRE(::pread(file, text, sizeof text - 1, 0) > 0);
    ::close(file);
    ::unlink(path);
    char* end = nullptr;
    const auto grandchild = static_cast<pid_t>(std::strtol(text, &end, 10));
    const auto child = static_cast<pid_t>(std::strtol(end, nullptr, 10));
    CHECK(gone(child));
    // Nobody here waits for the grandchild, so it may take a moment to die.
    for (int tries = 0; tries < 100'000 && !gone(grandchild); ++tries) {
      std::this_thread::yield();
    }
    CHECK(gone(grandchild));
  }

  TEST_CASE("a child that falls silent is ended, one that goes on writing is not") {
    auto silent = shell("echo once; sleep 60");
    silent.silence_max = milliseconds(200);
    auto lively = shell("for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done");
    lively.silence_max = milliseconds(5'000);

    const auto ended = cairn::base::run(silent);
    const auto finished = cairn::base::run(lively);

    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().code == ErrorCode::unavailable);
    CHECK(ended.error().message == "'sh' was silent for 200 ms");
    CHECK(finished.has_value());
  }

  TEST_CASE("a request to stop ends the child at once") {
    std::stop_source source;
    std::jthread stopper([&source] { source.request_stop(); });

    const auto result = cairn::base::run(shell("sleep 60"), source.get_token());

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == ErrorCode::unavailable);
  }

  TEST_CASE("a stop that was requested before is honoured") {
    std::stop_source source;
    source.request_stop();

    CHECK_FALSE(cairn::base::run(shell("sleep 60"), source.get_token()).has_value());
  }

  TEST_CASE("output up to the limit is a result, one byte more is an error") {
    for (const char* stream : {"", ">&2"}) {
      CAPTURE(stream);
      auto command = shell(std::string("head -c 100000 /dev/zero ") + stream);
      command.output_bytes_max = 100'000;
      CHECK(cairn::base::run(command).has_value());

      command.output_bytes_max = 99'999;
      const auto result = cairn::base::run(command);

      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().code == ErrorCode::resource_exhausted);
    }
  }

  TEST_CASE("a grandchild that keeps the pipes open does not hold up the result") {
    const auto start = std::chrono::steady_clock::now();

    const auto result = cairn::base::run(shell("sleep 15 & echo done"));

    REQUIRE(result.has_value());
    CHECK(result->output == "done\n");
    CHECK(std::chrono::steady_clock::now() - start < milliseconds(10'000));
  }

  TEST_CASE("several threads may run children at once") {
    std::vector<std::jthread> threads;
    std::vector<int> right(8, 0);
    for (std::size_t i = 0; i < right.size(); ++i) {
      threads.emplace_back([&right, i] {
        for (int round = 0; round < 10; ++round) {
          auto command = shell("cat; exit " + std::to_string(i));
          command.input = std::string(1000 * i, 'a');
          const auto result = cairn::base::run(command);
          right[i] +=
              result && result->output == command.input && result->exit_code == static_cast<int>(i)
                  ? 1
                  : 0;
        }
      });
    }
    threads.clear();

    for (const int count : right) {
      CHECK(count == 10);
    }
  }
}
