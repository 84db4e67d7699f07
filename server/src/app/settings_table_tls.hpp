// The rows of the settings table that are about TLS.
//
// Thread-safety: a pure function.
#pragma once

#include <vector>

#include "app/settings_table.hpp"

namespace cairn::app {

void add_tls_rows(std::vector<KnownSetting>& rows);

}  // namespace cairn::app
