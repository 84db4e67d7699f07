// In a build without librabbitmq.
#include "bus/brokers.hpp"

namespace cairn::bus {

Result<std::unique_ptr<Broker>> make_broker(const RabbitOptions& /*options*/) {
  return fail(ErrorCode::failed_precondition,
              "this server was built without RabbitMQ (CAIRN_WITH_RABBITMQ)");
}

}  // namespace cairn::bus
