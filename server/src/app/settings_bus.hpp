// The bus as the settings have it: spring.cloud.bus.*, spring.rabbitmq.*, cairn.bus.*.
//
// Thread-safety: for one thread.
#pragma once

#include <cstdint>
#include <optional>

#include "app/settings_reader.hpp"

namespace cairn::app {

// nullopt where there is no bus: nobody named a broker, or it is switched off.
[[nodiscard]] std::optional<BusSettings> read_bus(const SettingsTree& tree, SettingsReader& reader,
                                                  std::uint16_t port);

}  // namespace cairn::app
