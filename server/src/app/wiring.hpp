// Wiring: from checked settings to the running parts: sources, refresher, service, listener.
//
// Thread-safety: functions for the main thread.
#pragma once

#include <memory>

#include "app/settings.hpp"
#include "auth/authenticator.hpp"
#include "cairn/result.hpp"
#include "http/options.hpp"
#include "service/local_config_service.hpp"

namespace cairn::app {

// Opens every repository as it was left, without the network, and starts to look at the remotes.
// Errors: failed_precondition when a data directory is in use or unsafe; internal.
[[nodiscard]] Result<std::unique_ptr<service::LocalConfigService>> make_service(const Settings& settings);

[[nodiscard]] http::Options http_options(const Settings& settings);
[[nodiscard]] auth::Options auth_options(const Settings& settings);

}  // namespace cairn::app
