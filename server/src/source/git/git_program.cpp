// The environment of git children, and what they say when they fail.
#include "source/git/git_program.hpp"

#include <string.h>

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

bool is_advice(std::string_view line) {
  return line.empty() || line.substr(0, 6) == "Please" || line.substr(0, 8) == "and the " ||
         line.substr(0, 3) == "To " || line.substr(0, 4) == "git ";
}

}  // namespace

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
                   "GIT_ALLOW_PROTOCOL=file:git:http:https:ssh"} {
  for (const char* name : passed_on) {
    if (const char* value = ::getenv(name)) {
      environment_.push_back(std::string(name) + '=' + value);
    }
  }
}

Result<std::string> GitProgram::run(GitCall call, std::stop_token stop) const {
  base::ChildCommand command;
  command.arguments = {"git"};
  command.arguments.insert(command.arguments.end(), call.arguments.begin(), call.arguments.end());
  command.environment = environment_;
  command.environment.insert(command.environment.end(), call.environment.begin(),
                             call.environment.end());
  auto settings = common_settings();
  settings.insert(settings.end(), call.settings.begin(), call.settings.end());
  const std::size_t settings_at = command.environment.size();
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const std::string number = std::to_string(i);
    command.environment.push_back("GIT_CONFIG_KEY_" + number + '=' + settings[i].first);
    command.environment.push_back("GIT_CONFIG_VALUE_" + number + '=' + settings[i].second);
  }
  command.environment.push_back("GIT_CONFIG_COUNT=" + std::to_string(settings.size()));
  command.input = std::move(call.input);
  command.deadline = call.deadline;
  command.silence_max = call.silence_max;

  auto result = base::run(command, std::move(stop));
  // A setting may hold the password of the remote.
  for (auto* list : {&settings, &call.settings}) {
    for (auto& setting : *list) {
      ::explicit_bzero(setting.second.data(), setting.second.size());
    }
  }
  for (std::size_t i = settings_at; i < command.environment.size(); ++i) {
    ::explicit_bzero(command.environment[i].data(), command.environment[i].size());
  }
  if (!result) {
    return fail(std::move(result).error());
  }
  if (result->exit_code != 0) {
    const std::string words = words_of_git(result->error_output);
    return fail(ErrorCode::unavailable,
                words.empty() ? "git exited with " + std::to_string(result->exit_code) : words);
  }
  return std::move(result->output);
}

}  // namespace cairn::source::git
