// Rows of the table of settings: /monitor, where Git hosts tell of pushes.
//
// Thread-safety: pure functions.
#pragma once

#include "app/settings_rows.hpp"

namespace cairn::app {

void add_monitor(Rows& rows);

}  // namespace cairn::app
