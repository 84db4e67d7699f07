// Reload: the settings read again while the server runs. What can change does at once; what cannot
// is told by its name, and stays. Settings that cannot be used change nothing.
//
// Thread-safety: for the main thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/arguments.hpp"
#include "app/settings.hpp"
#include "app/settings_tree.hpp"
#include "auth/authenticator.hpp"

namespace cairn::app {

// The settings as they stand in files, arguments and the environment; their ciphers opened.
[[nodiscard]] Result<SettingsTree> read_tree(const Arguments& arguments);

// What the settings in force are, by name, without keeping their values: digests with a salt.
using SettingDigests = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] SettingDigests digests_of(const SettingsTree& tree, std::string_view salt);

// Names that are in one of them only, or have another value.
[[nodiscard]] std::vector<std::string> differing(const SettingDigests& before,
                                                 const SettingDigests& after);

// Whether a running server takes over another value of the setting.
[[nodiscard]] bool can_change(std::string_view name);

class Reload {
 public:
  // `tree`: what the server was started with.
  Reload(Arguments arguments, const SettingsTree& tree);

  // Reads the settings and takes over what can change; the audit tells what that was, and the log
  // every error.
  void run(auth::Authenticator& authenticator);

 private:
  const Arguments arguments_;
  const std::string salt_;
  const SettingDigests started_with_;  // of settings that need a start
  SettingDigests present_;
};

}  // namespace cairn::app
