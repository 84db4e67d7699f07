// KafkaBroker: the bus over Kafka, as Spring Cloud Stream's binder lays it out: one topic, an
// anonymous consumer group for each program that begins at the latest, JSON with two headers.
//
// librdkafka connects again by itself, on threads of its own; "lost" is when it says that all
// brokers are down, or a message is not confirmed in time.
//
// Thread-safety and cost: see Broker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bus/broker.hpp"
#include "bus/options.hpp"
#include "bus/wake_up.hpp"

namespace cairn::bus {

class KafkaBroker final : public Broker {
 public:
  explicit KafkaBroker(KafkaOptions options);
  ~KafkaBroker() override;
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;

  [[nodiscard]] std::string_view name() const override { return "kafka"; }
  [[nodiscard]] std::string place() const override { return options_.servers; }
  [[nodiscard]] Result<void> connect() override;
  [[nodiscard]] std::size_t send(const std::vector<OutgoingMessage>& messages) override;
  [[nodiscard]] Result<std::vector<std::string>> wait(std::chrono::milliseconds time) override;
  [[nodiscard]] std::string failure() const override { return failure_; }
  void wake() override { waker_.ring(); }

  // What librdkafka's callbacks report, on the bus's thread.
  void complained(std::string why) { complaint_ = std::move(why); }
  void all_down(const std::string& why);
  void login_failed();
  void delivered(std::uint64_t ticket, bool well, const char* why);

 private:
  struct Handles;

  [[nodiscard]] Result<void> reach() const;
  [[nodiscard]] bool produce(std::uint64_t ticket, const OutgoingMessage& message);
  void take_messages();

  const KafkaOptions options_;
  WakeUp waker_;
  std::unique_ptr<Handles> handles_;  // null until the first connect()
  // Of the batch under way; tickets of earlier ones are too old to count.
  std::uint64_t first_ticket_ = 0;
  std::uint64_t next_ticket_ = 1;  // never 0, which librdkafka takes for none
  std::vector<bool> confirmed_;
  std::size_t open_ = 0;  // of them, without a report
  std::vector<std::string> came_;
  bool down_ = false;
  std::string complaint_;  // of one connection, the last since there was a good one
  std::string failure_;
};

}  // namespace cairn::bus
