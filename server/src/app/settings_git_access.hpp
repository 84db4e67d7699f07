// Reads how a Git remote is reached: credentials, host keys, proxies, certificates.
//
// `spring` and `own` are what stands in front of the names: "spring.cloud.config.server.git." and
// "cairn.git.".
//
// Thread-safety: functions without shared state.
#pragma once

#include <string>

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

// User, password, token, key and passphrase, or the files that hold them.
void read_credentials(SettingsReader& reader, const std::string& spring, const std::string& own,
                      GitSettings& settings);

// The rest, once `settings` has its address and its credentials. What does not go together is
// written down as an error.
void read_access(SettingsReader& reader, const std::string& spring, const std::string& own,
                 GitSettings& settings);

}  // namespace cairn::app
