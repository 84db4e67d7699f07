// cairn render: writes files for programs that cannot link the library.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "cairn/live_config.hpp"
#include "cli/ask.hpp"
#include "cli/events.hpp"
#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/rendering.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;

struct RenderOptions {
  Question question;
  Connection connection;
  Keeping keeping;
  Output output;
  std::vector<std::string> templates;
  std::vector<std::string> files;
  std::string check;
  std::string reload;
  std::string mode;
  std::string command_timeout = "60s";
  bool watch = false;
};

Result<RenderPlan> plan_of(const RenderOptions& options) {
  RenderPlan plan{{}, options.check, options.reload, {}, std::nullopt, options.output};
  std::set<std::string> paths;
  const auto add = [&](Result<Target> target) -> Result<void> {
    if (!target) {
      return fail(std::move(target).error());
    }
    if (!paths.insert(target->path).second) {
      return fail(ErrorCode::invalid_argument, "'" + target->path + "' is written twice");
    }
    plan.targets.push_back(*std::move(target));
    return {};
  };
  for (const std::string& text : options.templates) {
    if (auto added = add(parse_template_target(text)); !added) {
      return fail(std::move(added).error());
    }
  }
  for (const std::string& text : options.files) {
    if (auto added = add(parse_file_target(text)); !added) {
      return fail(std::move(added).error());
    }
  }
  if (plan.targets.empty()) {
    return fail(ErrorCode::invalid_argument, "nothing to write: give --template or --file");
  }
  if (!options.mode.empty()) {
    const auto mode = parse_mode(options.mode);
    if (!mode) {
      return fail(mode.error());
    }
    plan.mode = *mode;
  }
  const auto deadline = duration_of("--command-timeout", options.command_timeout);
  if (!deadline) {
    return fail(deadline.error());
  }
  plan.command_deadline = *deadline;
  return plan;
}

bool report(const RenderPlan& plan, const Config& config, const Rendered& rendered) {
  if (!plan.output.json) {
    for (const std::string& path : rendered.changed) {
      note(plan.output, "wrote " + path);
    }
    if (rendered.changed.empty()) {
      note(plan.output, "nothing to write: everything is as it should be");
    }
    return true;
  }
  const auto& version = config.remote().version;
  return write_out(json_line(
      Json{{"time", time_text(std::chrono::system_clock::now())},
           {"version", version ? Json(*version) : Json()},
           {"changed", rendered.changed},
           {"same", rendered.same},
           {"reloaded", rendered.reloaded && !rendered.changed.empty() && !plan.reload.empty()}}));
}

Exit render(const RenderPlan& plan, const Config& config) {
  const auto rendered = render_files(plan, config);
  if (!rendered) {
    problem(rendered.error().text());
    return rendered.error().code == ErrorCode::unavailable ? Exit::command_failed
                                                           : exit_of(rendered.error().code);
  }
  if (!report(plan, config, *rendered)) {
    return Exit::system;
  }
  return rendered->reloaded ? Exit::ok : Exit::command_failed;
}

// Until a signal comes. What cannot be rendered leaves the files as they are.
Exit render_and_follow(const RenderPlan& plan, const LoadOptions& load) {
  auto live = LiveConfig::start({.load = load});
  if (!live) {
    return refuse(live.error());
  }
  tell(plan.output, live->config().remote());
  const auto events = Events::open({SIGINT, SIGTERM, SIGHUP});
  if (!events) {
    return refuse(events.error());
  }
  const auto changes = live->on_change_below("", [&](const Update&) { events->ring(); });
  const auto troubles =
      live->on_trouble([&](const Error& error) { note(plan.output, error.text()); });
  for (;;) {
    if (render(plan, live->config()) != Exit::ok) {
      problem("it is tried again after the next change");
    }
    const auto event = events->next();
    if (!event) {
      return refuse(event.error());
    }
    if (event->kind == Event::Kind::signal) {
      return Exit::ok;
    }
  }
}

Exit run_render(const RenderOptions& options) {
  const auto plan = plan_of(options);
  if (!plan) {
    return refuse(plan.error());
  }
  const auto load = load_options_of(options.connection, options.keeping, options.question);
  if (!load) {
    return refuse(load.error());
  }
  if (options.watch) {
    return render_and_follow(*plan, *load);
  }
  const auto asked = ask(*load);
  if (!asked) {
    return refuse(asked.error());
  }
  tell(options.output, *asked);
  return render(*plan, asked->config);
}

}  // namespace

void add_render(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<RenderOptions>();
  CLI::App* verb = app.add_subcommand("render", "Write files made of a configuration");
  add_question(*verb, options->question);
  add_texts(*verb, "-t,--template", options->templates, "IN=OUT",
            "Fill the placeholders ${key} and ${key:default} of a file IN");
  add_texts(
      *verb, "-f,--file", options->files, "OUT[:FORMAT]",
      "Write everything as yml, properties, json or env; the format is OUT's extension unless "
      "it is named");
  add_text(
      *verb, "--check", options->check, "CMD",
      "Swap new files in only if this shell command says 0; {} is the new file, one at a time");
  add_text(*verb, "--reload", options->reload, "CMD",
           "Run this shell command after a file has changed");
  add_text(*verb, "--command-timeout", options->command_timeout, "TIME",
           "How long each of these commands may take (60s)");
  add_text(*verb, "--mode", options->mode, "MODE",
           "The files' mode; else they keep theirs, and new ones have 0600");
  verb->add_flag("-w,--watch", options->watch, "Go on, and write again after each change");
  add_output(*verb, options->output);
  add_connection(*verb, options->connection);
  add_keeping(*verb, options->keeping);
  verb->footer(
      "All files are made and checked before the first is swapped in. A placeholder without value "
      "and default, or a check that fails, leaves every file as it is (exit codes 6 and 9). In a "
      "template \\${ stands for ${.\n\n"
      "Examples:\n"
      "  cairn render shop prod --template nginx.conf.in=/etc/nginx/shop.conf \\\n"
      "      --check 'nginx -t -c {}' --reload 'systemctl reload nginx' --watch\n"
      "  cairn render shop prod --file /run/shop/shop.env --mode 0640\n"
      "  cairn render shop prod --file config.txt:properties");
  verb->callback([options, &chosen] { chosen.run = [options] { return run_render(*options); }; });
}

}  // namespace cairn::cli
