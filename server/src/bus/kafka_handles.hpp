// The two handles of librdkafka that a KafkaBroker has, and how they are made.
//
// Thread-safety: for the bus's thread.
#pragma once

#include <memory>

#include "bus/kafka_broker.hpp"

struct rd_kafka_s;
struct rd_kafka_queue_s;

namespace cairn::bus {

struct KafkaBroker::Handles {
  Handles() = default;
  ~Handles();
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  // Whose callbacks go to `owner`, and whose news ring `waker`. Errors: invalid_argument for
  // settings that librdkafka does not take.
  [[nodiscard]] static Result<std::unique_ptr<Handles>> make(const KafkaOptions& options,
                                                             KafkaBroker& owner, int waker);

  rd_kafka_s* producer = nullptr;
  rd_kafka_s* consumer = nullptr;
  rd_kafka_queue_s* arrivals = nullptr;
};

}  // namespace cairn::bus
