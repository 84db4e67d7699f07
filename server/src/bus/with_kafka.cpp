// In a build with librdkafka.
#include "bus/brokers.hpp"
#include "bus/kafka_broker.hpp"

namespace cairn::bus {

Result<std::unique_ptr<Broker>> make_broker(const KafkaOptions& options) {
  return std::unique_ptr<Broker>(std::make_unique<KafkaBroker>(options));
}

}  // namespace cairn::bus
