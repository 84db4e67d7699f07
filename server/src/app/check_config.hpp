// What `cairn-server --check-config` prints: every setting in force with its origin, what is odd
// and what is wrong. Secrets and credentials in addresses are masked.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "app/settings_tree.hpp"

namespace cairn::app {

// Lines "name = value   # origin", sorted by name, then warnings and errors.
[[nodiscard]] std::string check_config_text(const SettingsTree& tree,
                                            const SettingsReading& reading);

// The text with "user:password@" in addresses replaced by "******@".
[[nodiscard]] std::string without_credentials(std::string_view text);

// What a start logs about who may reach the server: "127.0.0.1 only: server.address=0.0.0.0 opens
// it to the network", or that it is open and by which setting.
[[nodiscard]] std::string reach_text(const SettingsTree& tree, const Settings& settings);

}  // namespace cairn::app
