// Wiring: from checked settings to the running parts: sources, refresher, service.
//
// Thread-safety: functions for the main thread.
#pragma once

#include <memory>

#include "app/settings.hpp"
#include "cairn/result.hpp"
#include "service/local_config_service.hpp"

namespace cairn::app {

// Opens every repository as it was left, without the network, and starts to look at the remotes.
// Errors: failed_precondition when a data directory is in use or unsafe; internal.
[[nodiscard]] Result<std::unique_ptr<service::LocalConfigService>> make_service(
    const Settings& settings);

}  // namespace cairn::app
