// See wiring_bus.hpp.
#include "app/wiring_bus.hpp"

#include <variant>

#include "bus/brokers.hpp"

namespace cairn::app {

Result<std::unique_ptr<bus::Bus>> make_bus(const Settings& settings) {
  if (!settings.bus) {
    return std::unique_ptr<bus::Bus>();
  }
  auto broker = std::visit([](const auto& options) { return bus::make_broker(options); },
                           settings.bus->broker);
  if (!broker) {
    return fail(std::move(broker).error());
  }
  return std::make_unique<bus::Bus>(settings.bus->options, *std::move(broker));
}

}  // namespace cairn::app
