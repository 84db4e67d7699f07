// Opening of back ends of directories.
//
// Thread-safety: functions for the main thread; they touch the disk.
#pragma once

#include <string>
#include <vector>

#include "app/settings.hpp"
#include "cairn/result.hpp"
#include "service/repository_slot.hpp"
#include "source/directory/kept_states.hpp"
#include "source/directory/scan.hpp"

namespace cairn::app {

// Where states of directories are kept, and how much of them.
struct NativeKeeping {
  std::string directory;  // "" where nothing is kept
  std::size_t earlier_max = 0;
};

[[nodiscard]] NativeKeeping native_keeping(const Settings& settings, bool data_claimed);

// The back end as it was left. Errors: failed_precondition when a newer server was here, or others
// may write to what is kept.
[[nodiscard]] Result<service::ServedRepository> open_native(
    const NativeSettings& native, const source::directory::ScanLimits& limits,
    const NativeKeeping& keeping);

// Deletes what is kept of back ends that are not in the settings and were not seen for 30 days.
void sweep_native(const std::vector<BackEndSettings>& back_ends, const NativeKeeping& keeping);

}  // namespace cairn::app
