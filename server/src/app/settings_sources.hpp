// Property sources of the server itself out of what it was started with.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "app/settings_files.hpp"
#include "app/settings_tree.hpp"
#include "cairn/environment.hpp"

namespace cairn::app {

// The variable that holds settings as JSON; it is no setting itself.
inline constexpr std::string_view json_variable = "SPRING_APPLICATION_JSON";

[[nodiscard]] SettingsSource source_of(const Properties& properties, const std::string& file);
[[nodiscard]] SettingsSource source_of_arguments(const SettingsInput& input);
[[nodiscard]] SettingsSource source_of_environment(const SettingsInput& input);

}  // namespace cairn::app
