// Rows of the table of settings: the bus and its brokers.
//
// Thread-safety: for one thread.
#pragma once

#include "app/settings_rows.hpp"

namespace cairn::app {

void add_bus(Rows& rows);

}  // namespace cairn::app
