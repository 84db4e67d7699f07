// What the tree holds besides usable values: names that nobody knows, and settings of Spring that
// Cairn does not have (yet).
//
// Thread-safety: a pure function.
#pragma once

#include "app/settings.hpp"
#include "app/settings_tree.hpp"

namespace cairn::app {

// Adds warnings for unknown names under "spring.cloud.config.server" and "cairn", each with its
// origin and the nearest known name; warnings and errors for what is not supported; errors for
// profiles that select a back end that is not there.
void review_settings(const SettingsTree& tree, SettingsReading& reading);

}  // namespace cairn::app
