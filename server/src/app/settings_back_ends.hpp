// Reads which back ends there are: those that active profiles select, and the entries of composite.
//
// Thread-safety: a function without shared state.
#pragma once

#include <string>
#include <vector>

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

// The back ends in order of precedence; what is wrong with them is written down by the reader.
[[nodiscard]] std::vector<BackEndSettings> read_back_ends(const SettingsTree& tree,
                                                          SettingsReader& reader,
                                                          const std::string& data_dir);

}  // namespace cairn::app
