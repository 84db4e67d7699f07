// The command line: all verbs, read and run.
//
// Thread-safety: for the main thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/verbs.hpp"

namespace cairn::cli {

// The whole command line as CLI11 has it, with every verb; `chosen` must outlive it.
[[nodiscard]] std::shared_ptr<CLI::App> make_app(Chosen& chosen);

// Reads the words behind the program's name and does what they say. Returns the exit code of the
// process: one of exit_table(), or that of exec's command.
[[nodiscard]] int run(const std::vector<std::string>& words);

}  // namespace cairn::cli
