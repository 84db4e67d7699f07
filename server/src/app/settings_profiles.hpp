// The profiles of the server itself: which are active, by what its settings say.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "app/settings_tree.hpp"
#include "cairn/result.hpp"

namespace cairn::app {

// spring.profiles.include, then .active, else .default; each followed by its group. At most 64.
// Errors: invalid_argument for a name that is none, resource_exhausted for too many.
[[nodiscard]] Result<std::vector<std::string>> find_active_profiles(const SettingsTree& tree);

}  // namespace cairn::app
