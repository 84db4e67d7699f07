// Whether the settings need the data directory, and what happens when it cannot be had.
//
// Thread-safety: a function for the main thread.
#pragma once

#include <optional>

#include "app/data_directory.hpp"
#include "app/settings.hpp"
#include "cairn/result.hpp"

namespace cairn::app {

// Claims the data directory where a repository is kept in it, or back ends of directories are and
// somebody chose the directory (cairn.data-dir, STATE_DIRECTORY). For directories in a place that
// nobody chose it is only tried: two servers of one user's directories go on side by side, one of
// them without anything kept for its next start, and says so. None where nothing is to be kept, or
// can be.
// Errors: as DataDirectory::claim.
[[nodiscard]] Result<std::optional<DataDirectory>> claim_data(const Settings& settings);

}  // namespace cairn::app
