// Exit codes: what a script learns from a verb, in one table, which --help and the man page print.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "cairn/error.hpp"

namespace cairn::cli {

enum class Exit : int {
  ok = 0,
  no = 1,
  usage = 2,
  unreachable = 3,
  denied = 4,
  not_found = 5,
  bad_content = 6,
  no_key = 7,
  system = 8,
  command_failed = 9,
  cannot_run = 126,
  no_command = 127,
};

struct ExitMeaning {
  Exit code;
  std::string_view meaning;
};

[[nodiscard]] const std::vector<ExitMeaning>& exit_table();

// What an error of the client library comes to.
[[nodiscard]] Exit exit_of(ErrorCode code);

}  // namespace cairn::cli
