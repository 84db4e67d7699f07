// cairn get: a configuration, or one value of it.
#include <CLI/CLI.hpp>
#include <memory>

#include "base/joined.hpp"
#include "cli/ask.hpp"
#include "cli/explain.hpp"
#include "cli/formats.hpp"
#include "cli/options.hpp"
#include "cli/suggest.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

struct GetOptions {
  Question question;
  Connection connection;
  Keeping keeping;
  Output output;
  std::string key;
  std::string format;
  bool explain = false;
};

Exit absent(const Config& config, const std::string& key) {
  const std::vector<std::string> near = suggest(key, config.keys());
  problem("no value for '" + key + "'" +
          (near.empty() ? "" : ": did you mean " + base::joined(near, " or ") + "?"));
  return Exit::no_key;
}

Exit one_value(const Config& config, const std::string& key) {
  const auto value = config.get<std::string>(key);
  if (!value) {
    problem(value.error().text());
    return Exit::bad_content;
  }
  return finish(*value + "\n");
}

Exit get(const GetOptions& options) {
  if (options.explain && !options.format.empty()) {
    problem("--explain has its own form: it goes with --json, not with --format");
    return Exit::usage;
  }
  const auto load = load_options_of(options.connection, options.keeping, options.question);
  if (!load) {
    return refuse(load.error());
  }
  const auto asked = ask(*load);
  if (!asked) {
    return refuse(asked.error());
  }
  tell(options.output, *asked);
  const Config& config = asked->config;
  const std::string& key = options.key;
  if (!key.empty() && !config.contains(key)) {
    return absent(config, key);
  }
  if (options.output.json) {
    return finish(explain_json(options.question, *asked, key, options.explain));
  }
  if (options.explain) {
    return finish(explain_text(options.question, *asked, key));
  }
  if (!key.empty() && options.format.empty() && config.origin(key)) {
    return one_value(config, key);
  }
  const auto text = format_text(config, key, format_named(options.format).value_or(Format::yml));
  return text ? finish(*text) : refuse(text.error());
}

}  // namespace

void add_get(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<GetOptions>();
  CLI::App* verb = app.add_subcommand("get", "Write a configuration, or one value of it");
  add_question(*verb, options->question);
  add_text(*verb, "KEY", options->key, "",
           "One value, or everything below a name; without it everything");
  add_text(*verb, "-f,--format", options->format, "FORMAT",
           "How it is written; one value alone, else yml")
      ->check(CLI::IsMember(format_names()));
  verb->add_flag("-e,--explain", options->explain,
                 "Say for each value where it is from, since when, and what it hides");
  add_output(*verb, options->output);
  add_connection(*verb, options->connection);
  add_keeping(*verb, options->keeping);
  verb->footer(
      "When no server answers, the local copy of the last good answer is written, and that is said "
      "on standard error.\n\n"
      "Examples:\n"
      "  cairn get shop dev\n"
      "  cairn get shop dev --label v1.0 --format properties\n"
      "  cairn get shop dev server.port\n"
      "  cairn get shop dev logging --explain\n"
      "  set -a; eval \"$(cairn get shop dev --format env)\"");
  verb->callback([options, &chosen] { chosen.run = [options] { return get(*options); }; });
}

}  // namespace cairn::cli
