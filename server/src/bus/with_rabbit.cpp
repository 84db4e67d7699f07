// In a build with librabbitmq.
#include "bus/brokers.hpp"
#include "bus/rabbit_broker.hpp"

namespace cairn::bus {

Result<std::unique_ptr<Broker>> make_broker(const RabbitOptions& options) {
  return std::unique_ptr<Broker>(std::make_unique<RabbitBroker>(options));
}

}  // namespace cairn::bus
