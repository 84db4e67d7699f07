// Launching a child process: for child_process.cpp only.
//
// Thread-safety: may be called from several threads.
#pragma once

#include <sys/types.h>

#include "base/child_process.hpp"
#include "base/descriptor.hpp"
#include "cairn/result.hpp"

namespace cairn::base {

// A child that runs, as leader of its own process group, and the reading ends of its outputs.
// The caller must kill the group and reap the child. If this process dies, so does the child.
struct LaunchedChild {
  pid_t id = -1;
  Descriptor output;
  Descriptor error_output;
  Descriptor notes;  // closed unless they are wanted
};

// Starts the command's program with its arguments, environment, input and directory; with default
// signal dispositions, no blocked signals and no other descriptors than 0, 1, 2 and its files.
// Errors: internal when it cannot be started.
[[nodiscard]] Result<LaunchedChild> launch(const ChildCommand& command);

}  // namespace cairn::base
