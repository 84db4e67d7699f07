// Rows of the table of settings: who can log in, and who may do what.
//
// Thread-safety: pure functions.
#pragma once

#include "app/settings_rows.hpp"

namespace cairn::app {

void add_access(Rows& rows);

}  // namespace cairn::app
