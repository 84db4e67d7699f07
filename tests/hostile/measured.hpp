// Measured: what parsing one file takes, found out in a child process of its own.
//
// Thread-safety: for one thread; the process must have no others when it forks.
#pragma once

#include <string>

#include "format/document.hpp"

namespace cairn::format::test {

struct Measured {
  std::string outcome;      // the error with its place, or "" for a file that was read
  bool has_ended = false;   // false when the child crashed
  double milliseconds = 0;  // of processor time
  double megabytes = 0;     // that the child grew by at its largest, beyond the bytes of the file
};

[[nodiscard]] Measured measured(Kind kind, const std::string& bytes);

}  // namespace cairn::format::test
