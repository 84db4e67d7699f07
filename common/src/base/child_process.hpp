// ChildProcess: runs a program to its end, in a process group of its own that is killed at a
// deadline.
//
// Thread-safety: run() may be called from several threads. It blocks; never call it on a network
// thread.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::base {

// The first of ChildCommand::files, and how many there may be.
constexpr int child_files_begin = 4;
constexpr std::size_t child_files_max = 12;

struct ChildCommand {
  std::vector<std::string> arguments;    // the program first, found on PATH
  std::vector<std::string> environment;  // "NAME=value"; the whole of it, nothing is inherited
  std::string input;                     // for standard input
  // The child has these as descriptors child_files_begin, ..., in this order, and its children too:
  // files in memory, mode 0600, which can be opened as /proc/<its id>/fd/<number>.
  std::vector<Secret> files;
  // The child has one more such file, empty and after those, and what it wrote there is in
  // ChildResult::notes.
  bool wants_notes = false;
  std::string directory;  // working directory; "" keeps the present one
  std::chrono::milliseconds deadline{60'000};
  // Ends the child early when this long passes without a byte on its outputs; 0 means never.
  std::chrono::milliseconds silence_max{0};
  int niceness = 0;  // added to that of this process; what makes it less important
  std::size_t output_bytes_max = 64U * 1024 * 1024;  // per stream; more is an error
};

struct ChildResult {
  int exit_code = 0;
  std::string output;
  std::string error_output;
  std::string notes = {};  // the last `notes_bytes_max` of them
};
constexpr std::size_t notes_bytes_max = 256U * 1024;

// Runs the command. A non-zero exit code is a result, not an error.
// Errors: unavailable when the deadline passed, it fell silent or `stop` was requested (the whole
// process group is killed); resource_exhausted when it printed too much; internal when it cannot be
// started.
[[nodiscard]] Result<ChildResult> run(const ChildCommand& command, std::stop_token stop = {});

}  // namespace cairn::base
