// The environment of git children, and what they say when they fail.
#include "source/git/git_program.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"

namespace cairn::source::git {
namespace {

constexpr std::size_t words_bytes_max = 400;

// Settings of every call. Objects of a fetch stay a pack, also a small one: see ObjectStore.
const std::vector<std::pair<std::string, std::string>>& common_settings() {
  static const std::vector<std::pair<std::string, std::string>> settings = {
      {"core.hooksPath", "/dev/null"}, {"core.fsync", "committed"},      {"core.askPass", ""},
      {"credential.helper", ""},       {"fetch.unpackLimit", "1"},       {"gc.auto", "0"},
      {"maintenance.auto", "false"},   {"advice.detachedHead", "false"},
  };
  return settings;
}

// Variables of this process that an operator may have set for git or ssh to reach the remote.
constexpr const char* passed_on[] = {
    "PATH",      "SSH_AUTH_SOCK", "http_proxy", "https_proxy",    "HTTPS_PROXY",   "all_proxy",
    "ALL_PROXY", "no_proxy",      "NO_PROXY",   "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"};

// Adds those variables of `more` that are not there.
void add_missing(std::vector<std::string>& environment, const std::vector<std::string>& more) {
  const auto name_of = [](std::string_view variable) {
    return variable.substr(0, variable.find('='));
  };
  const std::size_t given = environment.size();
  for (const std::string& variable : more) {
    const bool there =
        std::any_of(environment.begin(), environment.begin() + static_cast<std::ptrdiff_t>(given),
                    [&](const std::string& other) { return name_of(other) == name_of(variable); });
    if (!there) {
      environment.push_back(variable);
    }
  }
}

bool is_advice(std::string_view line) {
  return line.empty() || line.substr(0, 7) == "debug1:" || line.substr(0, 6) == "Please" ||
         line.substr(0, 8) == "and the " || line.substr(0, 3) == "To " ||
         line.substr(0, 4) == "git ";
}

}  // namespace

std::string GitCall::add_file(std::string content) {
  files.emplace_back(std::move(content));
  return std::to_string(base::child_files_begin + static_cast<int>(files.size()) - 1);
}

std::string words_of_git(const base::ChildResult& result) {
  const std::string words = words_of_git(result.error_output);
  return words.empty() ? "git exited with " + std::to_string(result.exit_code) : words;
}

std::string words_of_git(std::string_view error_output) {
  std::string words;
  for (std::string_view line : base::split(error_output, '\n')) {
    // Progress overwrites itself: "remote: Counting objects: 100% (2/2)".
    line = base::trim(line);
    const std::string_view tail = line.substr(line.rfind('\r') + 1);
    if (is_advice(tail) || tail.find("% (") != std::string_view::npos) {
      continue;
    }
    words += words.empty() ? "" : "; ";
    words += tail;
  }
  if (words.size() > words_bytes_max) {
    words.resize(words_bytes_max);
    words += "...";
  }
  return words;
}

GitProgram::GitProgram(std::string home, std::string settings_file)
    : environment_{"LC_ALL=C",
                   "HOME=" + std::move(home),
                   "GIT_CONFIG_NOSYSTEM=1",
                   "GIT_CONFIG_GLOBAL=" + std::move(settings_file),
                   "GIT_ATTR_NOSYSTEM=1",
                   "GIT_NO_REPLACE_OBJECTS=1",
                   "GIT_TERMINAL_PROMPT=0",
                   "GIT_ALLOW_PROTOCOL=none"} {
  for (const char* name : passed_on) {
    if (const char* value = ::getenv(name)) {
      environment_.push_back(std::string(name) + '=' + value);
    }
  }
}

Result<base::ChildResult> GitProgram::run_to_end(GitCall call, std::stop_token stop) const {
  base::ChildCommand command;
  command.arguments = {"git"};
  command.arguments.insert(command.arguments.end(), call.arguments.begin(), call.arguments.end());
  command.environment = std::move(call.environment);
  add_missing(command.environment, environment_);
  auto settings = common_settings();
  settings.insert(settings.end(), call.settings.begin(), call.settings.end());
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const std::string number = std::to_string(i);
    command.environment.push_back("GIT_CONFIG_KEY_" + number + '=' + settings[i].first);
    command.environment.push_back("GIT_CONFIG_VALUE_" + number + '=' + settings[i].second);
  }
  command.environment.push_back("GIT_CONFIG_COUNT=" + std::to_string(settings.size()));
  command.input = std::move(call.input);
  if (call.notes_http) {
    command.wants_notes = true;
    command.environment.push_back(
        "GIT_TRACE_CURL=/proc/self/fd/" +
        std::to_string(base::child_files_begin + static_cast<int>(call.files.size())));
    command.environment.emplace_back("GIT_TRACE_CURL_NO_DATA=1");
  }
  command.files = std::move(call.files);
  command.deadline = call.deadline;
  command.silence_max = call.silence_max;
  command.niceness = call.niceness;
  return base::run(command, std::move(stop));
}

Result<std::string> GitProgram::run(GitCall call, std::stop_token stop) const {
  auto result = run_to_end(std::move(call), std::move(stop));
  if (!result) {
    return fail(std::move(result).error());
  }
  if (result->exit_code != 0) {
    return fail(ErrorCode::unavailable, words_of_git(*result));
  }
  return std::move(result->output);
}

}  // namespace cairn::source::git
