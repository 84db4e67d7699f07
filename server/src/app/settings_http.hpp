// Reads server.*, management.* and cairn.http.* into the options of the HTTP
// edge.
//
// Thread-safety: functions without shared state.
#pragma once

#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

// The address of that setting, without the brackets of an IPv6 one; 127.0.0.1 for one that cannot
// be used, which is an error of the settings.
[[nodiscard]] std::string read_address(SettingsReader& reader, std::string_view name);

[[nodiscard]] http::Options read_http_options(const SettingsTree& tree, SettingsReader& reader);

// Whether the address is one of this machine only: 127.0.0.0/8, ::1 or "localhost".
[[nodiscard]] bool is_loopback(std::string_view address);

// info.* as the JSON object that /actuator/info answers: keys nested at their dots.
[[nodiscard]] std::string info_json(const std::vector<SettingsTree::Below>& info);

}  // namespace cairn::app
