// Settings as they may be shown: names, values without what is secret, and where they were written.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/settings_table.hpp"
#include "app/settings_tree.hpp"
#include "http/options.hpp"

namespace cairn::app {

// Whether the value is never shown: the table says so, its name sounds like it, or it was
// encrypted. `row` is null for a name that is not in the table.
[[nodiscard]] bool is_secret(const KnownSetting* row, std::string_view name,
                             const SettingEntry& entry);

// What takes the place of such a value.
inline constexpr std::string_view secret_mask = "******";

// The row of an entry; null when its name is not known.
[[nodiscard]] const KnownSetting* row_of(const SettingsSource& source, const SettingEntry& entry);

// Its name: that of the row, or for members of lists and maps as it was written.
[[nodiscard]] std::string shown_name(const KnownSetting* row, const SettingsSource& source,
                                     const SettingEntry& entry);

// All sources for /actuator/env; of the environment only variables that are settings.
[[nodiscard]] std::vector<http::ShownSource> shown_sources(const SettingsTree& tree);

}  // namespace cairn::app
