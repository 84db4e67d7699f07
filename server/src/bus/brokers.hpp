// Which brokers this build can speak to.
//
// Thread-safety: pure functions.
#pragma once

#include <memory>

#include "bus/broker.hpp"
#include "bus/options.hpp"

namespace cairn::bus {

// Errors: failed_precondition when it was built without the broker's library.
[[nodiscard]] Result<std::unique_ptr<Broker>> make_broker(const RabbitOptions& options);
[[nodiscard]] Result<std::unique_ptr<Broker>> make_broker(const KafkaOptions& options);

}  // namespace cairn::bus
