// Rows of the table of settings: gRPC.
//
// Thread-safety: pure functions.
#pragma once

#include "app/settings_rows.hpp"

namespace cairn::app {

void add_grpc(Rows& rows);

}  // namespace cairn::app
