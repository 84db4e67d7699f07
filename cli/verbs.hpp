// The verbs: each file of that name adds one to the command line and says what it does when it is
// chosen.
//
// Thread-safety: for the thread that reads the command line.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

// CLI11's, so that its header stays in the sources.
namespace CLI {
class App;
}  // namespace CLI

namespace cairn::cli {

// Where descriptions begin in --help.
inline constexpr std::size_t help_column = 34;

// What the command line asks for.
struct Chosen {
  std::function<Exit()> run;
  std::vector<std::string> command;  // what stood behind "--", for exec
};

void add_get(CLI::App& app, Chosen& chosen);
void add_watch(CLI::App& app, Chosen& chosen);
void add_exec(CLI::App& app, Chosen& chosen);
void add_render(CLI::App& app, Chosen& chosen);
void add_cache(CLI::App& app, Chosen& chosen);
void add_ping(CLI::App& app, Chosen& chosen);
void add_compare(CLI::App& app, Chosen& chosen);
void add_token(CLI::App& app, Chosen& chosen);
void add_encrypt(CLI::App& app, Chosen& chosen);
void add_decrypt(CLI::App& app, Chosen& chosen);
void add_rekey(CLI::App& app, Chosen& chosen);
void add_secrets(CLI::App& app, Chosen& chosen);
void add_key(CLI::App& app, Chosen& chosen);
void add_completion(CLI::App& app, Chosen& chosen);

}  // namespace cairn::cli
