// Reads spring.cloud.config.server.git.* into GitSettings.
//
// Thread-safety: a function without shared state.
#pragma once

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

// The repository; what is wrong with it is written down by the reader. `data_dir` holds the mirror
// of a repository without a basedir.
[[nodiscard]] GitSettings read_git_settings(const SettingsTree& tree, SettingsReader& reader,
                                            const std::string& data_dir);

// The address as Spring takes it: without "/" at the end, but "https://host" becomes
// "https://host/".
[[nodiscard]] std::string normal_uri(std::string uri);

}  // namespace cairn::app
