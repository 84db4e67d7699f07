// The rows of the table about encryption: see settings_table.hpp.
//
// Thread-safety: a pure function.
#pragma once

#include <vector>

#include "app/settings_table.hpp"

namespace cairn::app {

[[nodiscard]] std::vector<KnownSetting> encryption_rows();

}  // namespace cairn::app
