// spring.cloud.config.server.monitor.*: who may tell of pushes.
//
// Thread-safety: functions for the main thread.
#pragma once

#include <string>

#include "app/settings_reader.hpp"
#include "hooks/monitor.hpp"

namespace cairn::app {

struct MonitorSettings {
  std::string path;  // "/monitor"; with spring.cloud.config.monitor.endpoint.path in front
  hooks::Options options;
};

[[nodiscard]] MonitorSettings read_monitor(SettingsReader& reader);

}  // namespace cairn::app
