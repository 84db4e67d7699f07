// cairn exec: runs a program with a configuration as environment variables.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <memory>

#include "base/text.hpp"
#include "cairn/live_config.hpp"
#include "cli/ask.hpp"
#include "cli/options.hpp"
#include "cli/supervisor.hpp"
#include "cli/variables.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

struct ExecOptions {
  Question question;
  Connection connection;
  Keeping keeping;
  Output output;
  std::vector<std::string> below;
  std::string signal;
  std::string grace = "10s";
  bool restart = false;
  bool once = false;
  std::vector<std::string> command;
};

// CLI11 does not know of the command.
class ExecFormatter : public CLI::Formatter {
 public:
  ExecFormatter() { column_width(help_column); }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = Formatter::make_usage(app, std::move(name));
    return usage.insert(usage.find_last_not_of('\n') + 1, " -- COMMAND...");
  }
};

std::vector<std::string> inherited_environment() {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    // Credentials are for cairn; the program gets values.
    if (!text.starts_with("CAIRN_PASSWORD=") && !text.starts_with("CAIRN_TOKEN=")) {
      environment.emplace_back(text);
    }
  }
  return environment;
}

// "HUP", "SIGHUP", "hup"; 0 for none.
int signal_named(const std::string& name) {
  std::string upper;
  for (const char c : name) {
    upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  upper.erase(0, upper.starts_with("SIG") ? 3 : 0);
  for (int number = 1; number < NSIG; ++number) {
    const char* abbreviation = ::sigabbrev_np(number);
    if (abbreviation != nullptr && upper == abbreviation) {
      return number;
    }
  }
  return 0;
}

// At a terminal the program has to be in its foreground group, which is cairn's.
bool is_at_terminal() {
  return ::isatty(STDIN_FILENO) == 1 && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

Result<std::vector<std::string>> environment_of(const ExecOptions& options, const Config& config,
                                                bool tell_left_out) {
  auto variables = variables_of(config, options.below);
  if (!variables) {
    return fail(std::move(variables).error());
  }
  for (const std::string& sentence : variables->left_out) {
    if (tell_left_out) {
      note(options.output, sentence);
    }
  }
  return environment_with(inherited_environment(), variables->set);
}

Exit refuse_command(const Error& error) {
  problem(error.text());
  return error.code == ErrorCode::not_found ? Exit::no_command : Exit::cannot_run;
}

Exit run_once(const ExecOptions& options, const LoadOptions& load) {
  const auto asked = ask(load);
  if (!asked) {
    return refuse(asked.error());
  }
  tell(options.output, *asked);
  auto environment = environment_of(options, asked->config, true);
  if (!environment) {
    return refuse(environment.error());
  }
  return refuse_command(become({options.command, *std::move(environment), false, {}}));
}

Exit run_and_follow(const ExecOptions& options, const LoadOptions& load, SupervisorPlan plan) {
  auto live = LiveConfig::start({.load = load});
  if (!live) {
    return refuse(live.error());
  }
  tell(options.output, live->config().remote());
  const auto events = Events::open(Supervisor::signals());
  if (!events) {
    return refuse(events.error());
  }
  const auto changes = live->on_change_below("", [&](const Update&) { events->ring(); });
  const auto troubles =
      live->on_trouble([&](const Error& error) { note(options.output, error.text()); });
  // After the subscription, so that no change is missed.
  auto environment = environment_of(options, live->config(), true);
  if (!environment) {
    return refuse(environment.error());
  }
  Supervisor supervisor(std::move(plan), *events, [&]() -> std::optional<std::vector<std::string>> {
    auto next = environment_of(options, live->config(), false);
    if (!next) {
      problem(next.error().text() + "; it runs on as it was started");
      return std::nullopt;
    }
    return *std::move(next);
  });
  const auto code = supervisor.run(*std::move(environment));
  return code ? static_cast<Exit>(*code) : refuse_command(code.error());
}

Exit exec(const ExecOptions& options) {
  if (options.command.empty()) {
    problem("no command: cairn exec APP PROFILE -- COMMAND...");
    return Exit::usage;
  }
  SupervisorPlan plan;
  plan.command = options.command;
  plan.output = options.output;
  plan.own_group = !is_at_terminal();
  plan.signal_on_change = signal_named(options.signal);
  if (!options.signal.empty() && plan.signal_on_change == 0) {
    problem("--signal: '" + options.signal + "' is no signal: write HUP or USR1");
    return Exit::usage;
  }
  const auto grace = duration_of("--grace", options.grace);
  if (!grace) {
    return refuse(grace.error());
  }
  plan.grace = *grace;
  const auto load = load_options_of(options.connection, options.keeping, options.question);
  if (!load) {
    return refuse(load.error());
  }
  return options.once ? run_once(options, *load) : run_and_follow(options, *load, std::move(plan));
}

}  // namespace

void add_exec(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ExecOptions>();
  CLI::App* verb =
      app.add_subcommand("exec", "Run a program with a configuration as environment variables");
  verb->formatter(std::make_shared<ExecFormatter>());
  add_question(*verb, options->question);
  CLI::Option* restart = verb->add_flag("--restart", options->restart,
                                        "Start it again when its variables change; the default");
  CLI::Option* signal = add_text(*verb, "--signal", options->signal, "SIGNAL",
                                 "Send it this signal instead: HUP, USR1");
  CLI::Option* once = verb->add_flag("--once", options->once,
                                     "Become the program; changes after that do not reach it");
  restart->excludes(signal)->excludes(once);
  signal->excludes(once);
  add_text(*verb, "--grace", options->grace, "TIME",
           "Between SIGTERM and SIGKILL when it is started again (10s)");
  add_texts(*verb, "--below", options->below, "NAME",
            "Only values at or below this name become variables");
  verb->add_flag("--json", options->output.json_notes, "Write notes as JSON, an object a line");
  verb->add_flag("-q,--quiet", options->output.quiet, "Write no notes, only what went wrong");
  add_connection(*verb, options->connection);
  add_keeping(*verb, options->keeping);
  verb->footer(
      "Variables are named as Spring reads them: dots become _, dashes go, letters are upper case, "
      "elements of lists have numbers: shop.page-size is SHOP_PAGESIZE, hosts[0] is HOSTS_0. A key "
      "that can be no variable, one whose variable another key has already, and PATH, HOME, LD_* "
      "and the like are left out, with a note.\n\n"
      "Signals go on to the program, and cairn ends as it does. Once it has started, exit codes "
      "are "
      "its own.\n\n"
      "Examples:\n"
      "  cairn exec shop dev -- ./shop\n"
      "  cairn exec shop dev --grace 30s -- java -jar shop.jar\n"
      "  cairn exec shop dev --signal HUP -- nginx -g 'daemon off;'\n"
      "  cairn exec shop dev --once -- env");
  verb->callback([options, &chosen] {
    options->command = chosen.command;
    chosen.run = [options] { return exec(*options); };
  });
}

}  // namespace cairn::cli
