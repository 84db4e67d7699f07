// cairn completion: what a shell needs to complete the command line; and the man page, from the
// same source.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_line.hpp"
#include "cli/completion_scripts.hpp"
#include "cli/manual.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"

namespace cairn::cli {
namespace {

struct CompletionOptions {
  std::string form;
};

Exit write_completion(const std::string& form) {
  Chosen unused;
  const VerbShape program = shape_of(*make_app(unused));
  if (form == "zsh") {
    return finish(zsh_completion(program));
  }
  if (form == "fish") {
    return finish(fish_completion(program));
  }
  return finish(form == "man" ? manual_page(program) : bash_completion(program));
}

}  // namespace

void add_completion(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<CompletionOptions>();
  CLI::App* verb = app.add_subcommand("completion", "Write the completion script of a shell");
  add_text(*verb, "SHELL", options->form, "", "bash, zsh or fish; man gives the manual page")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "man"}));
  verb->footer(
      "Examples:\n"
      "  . <(cairn completion bash)\n"
      "  cairn completion zsh >~/.zfunc/_cairn\n"
      "  cairn completion fish >~/.config/fish/completions/cairn.fish\n"
      "  cairn completion man | man -l -");
  verb->callback(
      [options, &chosen] { chosen.run = [options] { return write_completion(options->form); }; });
}

}  // namespace cairn::cli
