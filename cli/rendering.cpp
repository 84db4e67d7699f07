// See rendering.hpp.
#include "cli/rendering.hpp"

#include <unistd.h>

#include <utility>

#include "base/child_process.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/staged_file.hpp"
#include "cli/template_text.hpp"
#include "cli/variables.hpp"

namespace cairn::cli {
namespace {

Failure mistake(std::string message) {
  return fail(ErrorCode::invalid_argument, std::move(message));
}

Result<std::string> text_of(const Target& target, const Config& config) {
  if (target.template_file.empty()) {
    return format_text(config, "", target.format);
  }
  const auto text = base::read_file(target.template_file);
  if (!text) {
    return fail(ErrorCode::internal, "the template: " + text.error().text());
  }
  return fill_template(*text, target.template_file, config);
}

// Runs a shell's command; what it prints goes to standard error. Errors: unavailable when it says
// no or does not end.
Result<void> run_command(const char* what, const std::string& command,
                         std::chrono::milliseconds deadline) {
  base::ChildCommand child;
  child.arguments = {"/bin/sh", "-c", command};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    child.environment.emplace_back(*variable);
  }
  child.deadline = deadline;
  const auto ended = base::run(child);
  if (!ended) {
    return fail(ErrorCode::unavailable,
                std::string(what) + ": " + command + ": " + ended.error().message);
  }
  const std::string printed = ended->output + ended->error_output;
  for (const std::string_view line : base::split(printed, '\n')) {
    if (!line.empty()) {
      problem(std::string(what) + ": " + shown(line));
    }
  }
  if (ended->exit_code != 0) {
    return fail(ErrorCode::unavailable, std::string(what) + ": " + command + ": exit code " +
                                            std::to_string(ended->exit_code));
  }
  return {};
}

Result<std::vector<StagedFile>> stage(const RenderPlan& plan, const Config& config) {
  // All texts before the first byte on the disk.
  std::vector<std::string> texts;
  for (const Target& target : plan.targets) {
    auto text = text_of(target, config);
    if (!text) {
      return fail(std::move(text).error());
    }
    texts.push_back(*std::move(text));
  }
  std::vector<StagedFile> files;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto file = StagedFile::make(plan.targets[i].path, texts[i], plan.mode);
    if (!file) {
      return fail(std::move(file).error());
    }
    files.push_back(*std::move(file));
  }
  return files;
}

}  // namespace

Result<Target> parse_template_target(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return mistake("--template: '" + text + "' is no IN=OUT");
  }
  return Target{text.substr(equals + 1), text.substr(0, equals), Format::yml};
}

Result<Target> parse_file_target(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos && colon != 0) {
    if (const auto format = format_named(text.substr(colon + 1))) {
      return Target{text.substr(0, colon), "", *format};
    }
  }
  const std::size_t dot = text.rfind('.');
  const auto format = dot == std::string::npos ? std::nullopt : format_named(text.substr(dot + 1));
  if (!format) {
    return mistake("--file: '" + text +
                   "' does not say its format: end it with :yml, :properties, " + ":json or :env");
  }
  return Target{text, "", *format};
}

Result<mode_t> parse_mode(const std::string& text) {
  mode_t mode = 0;
  for (const char c : text) {
    if (c < '0' || c > '7' || text.size() > 5) {
      return mistake("--mode: '" + text + "' is no mode: write 0640");
    }
    mode = mode * 8 + static_cast<mode_t>(c - '0');
  }
  if (text.empty() || mode > 0777) {
    return mistake("--mode: '" + text + "' is no mode: write 0640");
  }
  return mode;
}

Result<Rendered> render_files(const RenderPlan& plan, const Config& config) {
  auto files = stage(plan, config);
  if (!files) {
    return fail(std::move(files).error());
  }
  for (const StagedFile& file : *files) {
    if (plan.check.empty() || !file.changes()) {
      continue;
    }
    const std::string command =
        base::replace_all(plan.check, "{}", shell_quoted(file.staged_path()));
    if (auto checked = run_command("check", command, plan.command_deadline); !checked) {
      Error error = std::move(checked).error();
      error.message += "; '" + file.path() + "' stays as it is";
      return fail(std::move(error));
    }
  }
  Rendered rendered;
  for (StagedFile& file : *files) {
    // Equal bytes are swapped as well, for the mode; no reader can tell.
    if (auto swapped = file.swap(); !swapped) {
      return fail(std::move(swapped).error());
    }
    (file.changes() ? rendered.changed : rendered.same).push_back(file.path());
  }
  if (!plan.reload.empty() && !rendered.changed.empty()) {
    if (auto reloaded = run_command("reload", plan.reload, plan.command_deadline); !reloaded) {
      problem(reloaded.error().text());
      rendered.reloaded = false;
    }
  }
  return rendered;
}

}  // namespace cairn::cli
