// The command line of ssh, for the shell through which git starts it.
#include "source/git/ssh_access.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"

namespace cairn::source::git {
namespace {

constexpr std::string_view askpass_text = "#!/bin/sh\nexec cat \"$CAIRN_PASSPHRASE_FILE\"\n";
constexpr std::string_view no_file = "/dev/null";

// A word of a shell command, whatever is in it.
std::string shell_word(std::string_view text) {
  return '\'' + base::replace_all(std::string(text), "'", "'\\''") + '\'';
}

// A path in the value of an ssh option.
std::string ssh_path(std::string_view path) {
  return '"' + base::replace_all(std::string(path), "%", "%%") + '"';
}

class Command {
 public:
  // The shell is a child of git, so this is the directory of git's descriptors.
  static constexpr std::string_view files = "/proc/$PPID/fd/";

  void option(std::string_view name, std::string_view value) {
    options_ += " -o " + shell_word(std::string(name) + '=' + std::string(value));
  }
  // An option whose value is a file in memory, and `more` behind it.
  void file_option(std::string_view name, const std::string& number, std::string_view more = {}) {
    options_ += " -o " + std::string(name) + "=\"" + std::string(files) + number + '"';
    if (!more.empty()) {
      options_ += shell_word(' ' + std::string(more));
    }
  }
  void add(std::string_view text) { options_ += text; }
  void variable(std::string_view name, const std::string& number) {
    variables_ += std::string(name) + '=' + std::string(files) + number + "; export " +
                  std::string(name) + "; ";
  }

  // Git appends the host and the command as "$@".
  [[nodiscard]] std::string text() const { return variables_ + "exec ssh" + options_; }

 private:
  std::string variables_;
  std::string options_;
};

void add_host_keys(Command& command, GitCall& call, const SshAccess& access) {
  command.option("StrictHostKeyChecking", access.strict_host_key_checking ? "yes" : "no");
  if (access.host_key.empty() && access.known_hosts_file.empty() && !access.ignore_local_settings) {
    return;
  }
  const std::string file =
      access.known_hosts_file.empty() ? std::string() : ssh_path(access.known_hosts_file);
  if (!access.host_key.empty()) {
    const std::string line = "* " + access.host_key_algorithm + ' ' + access.host_key + '\n';
    command.file_option("UserKnownHostsFile", call.add_file(line), file);
  } else {
    command.option("UserKnownHostsFile", file.empty() ? no_file : file);
  }
  command.option("GlobalKnownHostsFile", no_file);
  command.option("UpdateHostKeys", "no");
}

// A key as ssh reads it: YAML and environment variables lose the line end at its end.
std::string key_file(const base::Secret& key) {
  std::string text = base::replace_all(std::string(key.reveal()), "\r", "");
  if (text.empty() || text.back() != '\n') {
    text += '\n';
  }
  return text;
}

void add_keys(Command& command, GitCall& call, const SshAccess& access,
              const base::Secret& private_key) {
  if (!private_key.empty()) {
    command.file_option("IdentityFile", call.add_file(key_file(private_key)));
  } else if (access.ignore_local_settings) {
    command.option("IdentityFile", "none");
  }
  if (!private_key.empty() || access.ignore_local_settings) {
    // A server counts every key that it is offered, those of an agent first.
    command.option("IdentitiesOnly", "yes");
    command.option("IdentityAgent", "none");
  }
  if (!access.preferred_authentications.empty()) {
    command.option("PreferredAuthentications", access.preferred_authentications);
  }
}

// Nobody sits at a terminal; what ssh may ask for is a passphrase, once for each key.
Result<void> add_prompts(Command& command, GitCall& call, const base::Secret& passphrase,
                         const std::string& askpass) {
  if (passphrase.empty()) {
    command.option("BatchMode", "yes");
    return {};
  }
  if (::access(askpass.c_str(), X_OK) != 0) {
    return fail(ErrorCode::failed_precondition, "a passphrase needs '" + askpass + "' to be run: " +
                                                    std::generic_category().message(errno));
  }
  command.option("BatchMode", "no");
  command.option("NumberOfPasswordPrompts", "1");
  command.option("PasswordAuthentication", "no");
  command.option("KbdInteractiveAuthentication", "no");
  command.variable("CAIRN_PASSPHRASE_FILE", call.add_file(std::string(passphrase.reveal()) + '\n'));
  call.environment.insert(call.environment.end(),
                          {"SSH_ASKPASS=" + askpass, "SSH_ASKPASS_REQUIRE=force"});
  return {};
}

}  // namespace

Result<void> add_ssh_access(GitCall& call, const SshAccess& access, const Credentials& credentials,
                            std::chrono::seconds timeout, const std::string& askpass) {
  if (credentials.passphrase.empty() && is_encrypted_key(credentials.private_key)) {
    return fail(ErrorCode::failed_precondition,
                "the private key is encrypted and there is no passphrase");
  }
  Command command;
  if (access.ignore_local_settings) {
    command.add(" -F none");
  }
  // Says, among what is left out of messages, which host key was seen and which keys were offered.
  command.option("LogLevel", "DEBUG1");
  add_host_keys(command, call, access);
  add_keys(command, call, access, credentials.private_key);
  if (timeout.count() > 0) {
    const std::string seconds = std::to_string(timeout.count());
    command.option("ConnectTimeout", seconds);
    command.option("ServerAliveInterval", seconds);
    command.option("ServerAliveCountMax", "2");
  }
  if (auto added = add_prompts(command, call, credentials.passphrase, askpass); !added) {
    return added;
  }
  call.environment.insert(call.environment.end(),
                          {"GIT_SSH_COMMAND=" + command.text(), "GIT_SSH_VARIANT=ssh"});
  return {};
}

Result<void> write_askpass(const std::string& path) {
  if (auto written = base::replace_file(path, askpass_text); !written) {
    return written;
  }
  if (::chmod(path.c_str(), S_IRWXU) != 0) {
    return fail(ErrorCode::internal,
                "making '" + path + "' a program: " + std::generic_category().message(errno));
  }
  return {};
}

}  // namespace cairn::source::git
