// See command_line.hpp.
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "cli/output.hpp"

namespace cairn::cli {
namespace {

std::string exit_codes_text() {
  std::string text = "Exit codes:\n";
  for (const ExitMeaning& row : exit_table()) {
    const std::string number = std::to_string(static_cast<int>(row.code));
    text.append("  ").append(number).append(6 - number.size(), ' ').append(row.meaning) += '\n';
  }
  return text +
         "exec ends as its command does: with its code, or 128 and the number of the signal.";
}

// What stands behind "--" is exec's command and is not looked at: CLI11 would read more into it.
std::vector<std::string> cut_command(std::vector<std::string> words, Chosen& chosen) {
  if (words.empty() || words.front() != "exec") {
    return words;
  }
  const auto mark = std::find(words.begin(), words.end(), "--");
  if (mark != words.end()) {
    chosen.command.assign(mark + 1, words.end());
    words.erase(mark, words.end());
  }
  return words;
}

// The verbs that were understood before the mistake, for "cairn cache show --help".
std::string path_of(const CLI::App& app) {
  std::string path = app.get_name();
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    path += " " + at->get_name();
  }
  return path;
}

}  // namespace

std::shared_ptr<CLI::App> make_app(Chosen& chosen) {
  auto app = std::make_shared<CLI::App>(
      "Reads configuration from a Cairn or Spring Cloud Config server.", "cairn");
  app->set_help_flag("-h,--help", "Say how it is used");
  app->set_version_flag("--version", std::string("cairn ") + CAIRN_VERSION, "Say the version");
  app->require_subcommand(1);
  app->get_formatter()->column_width(help_column);
  app->footer(
      "Examples:\n"
      "  cairn get shop dev                      the configuration of shop, profile dev\n"
      "  cairn get shop dev server.port          one value\n"
      "  cairn get shop dev --explain            where each value is from, and what it hides\n"
      "  cairn exec shop dev -- ./shop           a program with it as environment variables\n"
      "  cairn VERB --help                       more about a verb\n\n" +
      exit_codes_text());
  for (const auto add :
       {add_get, add_watch, add_exec, add_render, add_cache, add_ping, add_compare, add_token,
        add_encrypt, add_decrypt, add_rekey, add_secrets, add_key, add_completion}) {
    add(*app, chosen);
  }
  return app;
}

int run(const std::vector<std::string>& words) {
  Chosen chosen;
  const auto app = make_app(chosen);
  std::vector<std::string> left = cut_command(words, chosen);
  std::reverse(left.begin(), left.end());  // as CLI11 takes them
  try {
    app->parse(left);
  } catch (const CLI::ParseError& mistake) {
    if (mistake.get_exit_code() == 0) {  // --help, --version
      std::ostringstream text;
      (void)app->exit(mistake, text, text);
      return static_cast<int>(finish(text.str()));
    }
    problem(std::string(mistake.what()) + "; see " + path_of(*app) + " --help");
    return static_cast<int>(Exit::usage);
  }
  return static_cast<int>(chosen.run());
}

}  // namespace cairn::cli
