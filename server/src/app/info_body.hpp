// The body of /actuator/info: the settings below "info.", nested, as JSON.
//
// Thread-safety: pure function.
#pragma once

#include <string>

#include "app/settings.hpp"

namespace cairn::app {

// "{}" when there are none or management.info.env.enabled is false.
[[nodiscard]] std::string info_body(const ActuatorSettings& actuator);

}  // namespace cairn::app
