// See reload.hpp.
#include "app/reload.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "app/check_config.hpp"
#include "app/own_ciphers.hpp"
#include "app/settings_files.hpp"
#include "app/settings_shown.hpp"
#include "base/digest.hpp"
#include "base/joined.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace cairn::app {
namespace {

const base::Log& logger() {
  static const base::Log log("app");
  return log;
}

// Names below one that ends in "." or "[", and names that are one of the others.
constexpr std::array changing{"cairn.access.",
                              "cairn.access[",
                              "cairn.auth.certificates.",
                              "cairn.auth.certificates[",
                              "cairn.auth.failures",
                              "cairn.auth.failure-interval",
                              "logging.level.root",
                              "logging.structured.format.console",
                              "spring.security.user.name",
                              "spring.security.user.password",
                              "spring.security.user.roles",
                              "spring.security.user.roles["};

// A salt that nobody knows: a digest of a short password must not lead to it.
std::string random_salt() {
  std::random_device device;
  std::string salt;
  for (int i = 0; i < 8; ++i) {
    salt += std::to_string(device()) + '.';
  }
  return salt;
}

SettingsInput settings_input(const Arguments& arguments) {
  SettingsInput input;
  input.arguments = arguments.settings;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    input.environment.emplace_back(*variable);
  }
  return input;
}

// Of those that differ from what the server was started with, which need a start.
std::vector<std::string> waiting_for_a_start(const SettingDigests& started_with,
                                             const SettingDigests& now) {
  std::vector<std::string> names = differing(started_with, now);
  std::erase_if(names, can_change);
  return names;
}

// A way to log in that was not there at the start, or was, needs a start to come or go.
std::vector<std::string> logins_that_come_or_go(const auth::Options& at_start,
                                                const auth::Options& now) {
  std::vector<std::string> names;
  if (at_start.password.empty() != now.password.empty()) {
    names.emplace_back("spring.security.user.password");
  }
  if (at_start.certificates.empty() != now.certificates.empty()) {
    names.emplace_back("cairn.auth.certificates");
  }
  return names;
}

void tell_failure(const Error& error) {
  base::audit("settings not reloaded",
              {{"trigger", "SIGHUP"}, {"reason", without_credentials(error.text())}});
}

}  // namespace

Result<SettingsTree> read_tree(const Arguments& arguments) {
  auto written = load_settings_tree(settings_input(arguments));
  auto tree = written ? open_own_ciphers(*written) : written;
  if (written) {
    written->wipe();
  }
  return tree;
}

SettingDigests digests_of(const SettingsTree& tree, std::string_view salt) {
  SettingDigests digests;
  for (const SettingsSource& source : tree.sources()) {
    SettingDigests own;  // of equal names in one source the last counts
    for (const SettingEntry& entry : source.entries) {
      const KnownSetting* row = row_of(source, entry);
      if (row == nullptr) {
        continue;
      }
      const std::string raw = value_text(entry.value);
      const base::Secret value(tree.resolve(raw, true).value_or(raw));
      base::Sha256 digest;
      digest.add_field(salt);
      digest.add_field(value.reveal());
      own[shown_name(row, source, entry)] = digest.hex();
    }
    digests.merge(std::move(own));  // the more important source keeps its word
  }
  return digests;
}

std::vector<std::string> differing(const SettingDigests& before, const SettingDigests& after) {
  std::vector<std::string> names;
  for (const auto& [name, digest] : before) {
    const auto found = after.find(name);
    if (found == after.end() || found->second != digest) {
      names.push_back(name);
    }
  }
  for (const auto& [name, digest] : after) {
    if (before.count(name) == 0) {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool can_change(std::string_view name) {
  return std::any_of(changing.begin(), changing.end(), [&](std::string_view known) {
    const bool members = known.back() == '.' || known.back() == '[';
    return members ? name.substr(0, known.size()) == known : name == known;
  });
}

Reload::Reload(Arguments arguments, const SettingsTree& tree)
    : arguments_(std::move(arguments)),
      salt_(random_salt()),
      started_with_(digests_of(tree, salt_)),
      present_(started_with_) {}

void Reload::run(auth::Authenticator& authenticator) {
  auto tree = read_tree(arguments_);
  if (!tree) {
    tell_failure(tree.error());
    return;
  }
  const SettingsReading reading = read_settings(*tree);
  SettingDigests now = digests_of(*tree, salt_);
  tree->wipe();
  for (const Error& error : reading.errors) {
    logger().error("a setting cannot be used; all stay as they were",
                   {{"reason", without_credentials(error.text())}});
  }
  if (!reading.errors.empty()) {
    tell_failure(reading.errors.front());
    return;
  }
  if (const auto replaced = authenticator.replace(reading.settings.auth); !replaced) {
    tell_failure(replaced.error());
    return;
  }
  base::set_log_level(reading.settings.log_level);
  base::set_log_format(reading.settings.log_format);
  std::vector<std::string> changed = differing(present_, now);
  std::erase_if(changed, [](const std::string& name) { return !can_change(name); });
  std::vector<std::string> waiting = waiting_for_a_start(started_with_, now);
  for (const std::string& name :
       logins_that_come_or_go(authenticator.options(), reading.settings.auth)) {
    std::erase_if(changed, [&](const std::string& one) { return one.rfind(name, 0) == 0; });
    waiting.push_back(name);
  }
  if (!waiting.empty()) {
    logger().warn("settings that count after the next start only",
                  {{"settings", base::joined(waiting, " ")}});
  }
  base::audit("settings reloaded", {{"trigger", "SIGHUP"},
                                    {"changed", base::joined(changed, " ")},
                                    {"rules", std::to_string(reading.settings.auth.access.size())},
                                    {"need-start", base::joined(waiting, " ")}});
  present_ = std::move(now);
}

}  // namespace cairn::app
