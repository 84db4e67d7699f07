// Wiring of the bus: from settings to a bus over the broker that they name.
//
// Thread-safety: functions for the main thread.
#pragma once

#include <memory>

#include "app/settings.hpp"
#include "bus/bus.hpp"

namespace cairn::app {

// Null where there is none. Errors: failed_precondition when this build cannot speak to the broker.
[[nodiscard]] Result<std::unique_ptr<bus::Bus>> make_bus(const Settings& settings);

}  // namespace cairn::app
