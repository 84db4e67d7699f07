// cairn watch: writes changes as they happen.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>

#include "cairn/live_config.hpp"
#include "cli/ask.hpp"
#include "cli/effective.hpp"
#include "cli/events.hpp"
#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;

struct WatchOptions {
  Question question;
  Connection connection;
  Keeping keeping;
  Output output;
  std::vector<std::string> keys;
  bool once = false;
};

bool is_watched(const WatchOptions& options, const std::string& key) {
  return options.keys.empty() ||
         std::any_of(options.keys.begin(), options.keys.end(),
                     [&](const std::string& name) { return lies_below(key, name); });
}

std::string text_of(const Change& change) {
  std::string line = shown(change.key) + ": ";
  line += change.before ? shown_value(*change.before) : "(nothing)";
  line += " -> ";
  line += change.after ? shown_value(*change.after) : "(nothing)";
  return line + "  (" + shown(change.origin.place.text()) + ")\n";
}

std::string json_of_change(const Change& change, const Update& update) {
  Json object = {{"time", time_text(std::chrono::system_clock::now())}, {"key", change.key}};
  object["before"] = change.before ? json_of<Json>(*change.before) : Json();
  object["after"] = change.after ? json_of<Json>(*change.after) : Json();
  object["source"] = source_text(change.origin.source);
  put_place(object, change.origin.place);
  const auto& version = update.after.remote().version;
  object["version"] = version ? Json(*version) : Json();
  return json_line(object);
}

// The lines of an update; "" when nothing of it is watched.
std::string lines_of(const WatchOptions& options, const Update& update) {
  std::string lines;
  for (const Change& change : update.changes) {
    if (is_watched(options, change.key)) {
      lines += options.output.json
                   ? json_of_change(change, update)
                   : time_text(std::chrono::system_clock::now()) + "  " + text_of(change);
    }
  }
  return lines;
}

Exit watch(const WatchOptions& options) {
  const auto load = load_options_of(options.connection, options.keeping, options.question);
  if (!load) {
    return refuse(load.error());
  }
  auto live = LiveConfig::start({.load = *load});
  if (!live) {
    return refuse(live.error());
  }
  const auto events = Events::open({SIGINT, SIGTERM, SIGHUP});
  if (!events) {
    return refuse(events.error());
  }
  std::atomic<bool> written = true;
  std::atomic<bool> seen = false;
  const auto changes = live->on_change_below("", [&](const Update& update) {
    const std::string lines = lines_of(options, update);
    if (lines.empty() || (options.once && seen)) {
      return;
    }
    written = write_out(lines);
    seen = true;
    if (!written || options.once) {
      events->ring();
    }
  });
  const auto troubles =
      live->on_trouble([&](const Error& error) { note(options.output, error.text()); });
  tell(options.output, live->config().remote());
  note(options.output, "watching " + options.question.application + ", " +
                           options.question.profiles + ": " +
                           std::to_string(live->config().keys().size()) + " values");
  // Whatever comes is the end: a signal, the first change of --once, an output that is closed.
  const auto end = events->next();
  if (!end) {
    return refuse(end.error());
  }
  return written ? Exit::ok : Exit::system;
}

}  // namespace

void add_watch(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<WatchOptions>();
  CLI::App* verb = app.add_subcommand("watch", "Write changes as they happen");
  add_question(*verb, options->question);
  verb->add_option("KEYS", options->keys, "Only these values, and everything below these names")
      ->type_name("");
  verb->add_flag("--once", options->once, "End after the first change");
  add_output(*verb, options->output);
  add_connection(*verb, options->connection);
  add_keeping(*verb, options->keeping);
  verb->footer(
      "One line for each value: when, the old one, the new one, and the place of the new one (of a "
      "value that is gone, of the old one). With --json each line is an object. It ends with an "
      "interrupt (exit code 0). Servers that are away are waited for.\n\n"
      "Examples:\n"
      "  cairn watch shop dev\n"
      "  cairn watch shop dev logging server.port\n"
      "  cairn watch shop dev --json | while read -r change; do ...; done\n"
      "  cairn watch shop dev --once && systemctl reload shop");
  verb->callback([options, &chosen] { chosen.run = [options] { return watch(*options); }; });
}

}  // namespace cairn::cli
