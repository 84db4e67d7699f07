// Reads the settings of a Git back end: spring.cloud.config.server.git.*, or those of an entry of
// composite, which have the same names.
//
// Thread-safety: functions without shared state.
#pragma once

#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

// Where the settings of a back end stand.
struct SettingsPlace {
  std::string id;      // "git", "composite[0]"
  std::string prefix;  // "spring.cloud.config.server.git."
};

// The back end; what is wrong with it is written down by the reader. `data_dir` holds the mirrors
// of repositories without a basedir.
[[nodiscard]] GitBackEndSettings read_git_back_end(const SettingsTree& tree, SettingsReader& reader,
                                                   const std::string& data_dir,
                                                   const SettingsPlace& place);

}  // namespace cairn::app
