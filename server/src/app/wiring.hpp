// Wiring: from checked settings to the running parts: sources, refresher, service.
//
// Thread-safety: functions for the main thread.
#pragma once

#include <memory>

#include "app/settings.hpp"
#include "cairn/result.hpp"
#include "crypto/keys.hpp"
#include "service/encryption.hpp"
#include "service/local_config_service.hpp"

namespace cairn::app {

// The keys of the settings; null when there are none. Errors: as crypto::Keys::open.
[[nodiscard]] Result<std::shared_ptr<const crypto::Keys>> open_keys(const Settings& settings);

// What /encrypt, /decrypt and /key ask; null when there are no such endpoints.
[[nodiscard]] std::unique_ptr<service::Encryption> make_encryption(
    const Settings& settings, std::shared_ptr<const crypto::Keys> keys);

// Opens every repository as it was left, without the network, and starts to look at the remotes.
// What they bring is told to `announcer`, which outlives the service. What directories are served
// is kept only where the data directory is claimed. Errors: failed_precondition when a data
// directory is in use or unsafe; internal.
[[nodiscard]] Result<std::unique_ptr<service::LocalConfigService>> make_service(
    const Settings& settings, std::shared_ptr<const crypto::Keys> keys, bool data_claimed,
    service::ChangeAnnouncer* announcer = nullptr);

}  // namespace cairn::app
