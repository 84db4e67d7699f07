// GitProgram: runs the git program in an environment that holds nothing of the user's or the
// system's: no settings, no prompts, no hooks, and no way to a remote but what a call allows.
//
// Thread-safety: immutable after construction; run() blocks.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/child_process.hpp"
#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::source::git {

struct GitCall {
  std::vector<std::string> arguments;  // after "git"
  std::string input;
  std::vector<std::pair<std::string, std::string>> settings;  // name and value; nothing secret
  std::vector<std::string> environment;  // added to the common one, or in place of a part of it
  std::vector<base::Secret> files;       // see base::ChildCommand
  bool notes_http = false;  // ChildResult::notes is then git's trace of http, which is secret
  std::chrono::milliseconds deadline{60'000};
  std::chrono::milliseconds silence_max{0};
  int niceness = 0;  // see base::ChildCommand

  // Gives the child a file in memory; returns the number of its descriptor.
  [[nodiscard]] std::string add_file(std::string content);
};

// Of calls that take long: what they do must not be felt by readers. The short ones between a fetch
// and its publication have the priority of the server, since readers wait for the news.
inline constexpr int niceness_of_long_calls = 10;

class GitProgram {
 public:
  // `home` stands in for the user's home directory; `settings_file` for the user's settings. The
  // file reaches the other side of a local fetch too, which settings of a call do not.
  GitProgram(std::string home, std::string settings_file);

  // What git printed, also when it failed. Errors: as base::run.
  [[nodiscard]] Result<base::ChildResult> run_to_end(GitCall call, std::stop_token stop) const;

  // What git printed. Errors: unavailable with its own words when it exits with a failure, and as
  // base::run.
  [[nodiscard]] Result<std::string> run(GitCall call, std::stop_token stop = {}) const;

 private:
  std::vector<std::string> environment_;
};

// What git said on its error output, as one line without progress and advice, 400 bytes at most.
[[nodiscard]] std::string words_of_git(std::string_view error_output);

// The same, or the exit code when it said nothing.
[[nodiscard]] std::string words_of_git(const base::ChildResult& result);

}  // namespace cairn::source::git
