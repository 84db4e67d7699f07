// A program that cairn starts and stays with.
//
// Thread-safety: for the main thread: a child is ended by the system when the thread that started
// it ends.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::cli {

struct ChildPlan {
  std::vector<std::string> command;      // the program first, looked for on PATH
  std::vector<std::string> environment;  // all of it
  bool own_group = false;                // of processes
  sigset_t mask{};                       // signals that are blocked in it
};

// Starts it, with this process's files and directory. It gets SIGKILL when this process dies.
// Errors: not_found when there is no such program; permission_denied when it cannot be run.
[[nodiscard]] Result<pid_t> start_child(const ChildPlan& plan);

// Becomes the program. Returns only with an error, as above.
[[nodiscard]] Error become(const ChildPlan& plan);

// What a shell would say of how a child ended: its code, or 128 and the number of the signal.
[[nodiscard]] int exit_code_of(int status);

}  // namespace cairn::cli
