// In a build without librdkafka.
#include "bus/brokers.hpp"

namespace cairn::bus {

Result<std::unique_ptr<Broker>> make_broker(const KafkaOptions& /*options*/) {
  return fail(ErrorCode::failed_precondition,
              "this server was built without Kafka (CAIRN_WITH_KAFKA)");
}

}  // namespace cairn::bus
