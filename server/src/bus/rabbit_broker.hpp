// RabbitBroker: the bus over RabbitMQ, as Spring Cloud Stream's binder lays it out: a durable topic
// exchange, and for each program a queue that goes with its connection, bound to everything.
//
// Thread-safety and cost: see Broker. Ownership: the library's threads are none; it is single.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bus/broker.hpp"
#include "bus/options.hpp"
#include "bus/wake_up.hpp"

namespace cairn::bus {

class RabbitConnection;

class RabbitBroker final : public Broker {
 public:
  explicit RabbitBroker(RabbitOptions options);
  ~RabbitBroker() override;

  [[nodiscard]] std::string_view name() const override { return "rabbit"; }
  [[nodiscard]] std::string place() const override;
  [[nodiscard]] std::string version() const override;
  [[nodiscard]] Result<void> connect() override;
  [[nodiscard]] std::size_t send(const std::vector<OutgoingMessage>& messages) override;
  [[nodiscard]] Result<std::vector<std::string>> wait(std::chrono::milliseconds time) override;
  [[nodiscard]] std::string failure() const override { return failure_; }
  void wake() override { waker_.ring(); }

 private:
  // False when the connection is lost.
  [[nodiscard]] bool publish(const std::vector<OutgoingMessage>& messages);
  [[nodiscard]] Result<void> read(std::chrono::milliseconds time);
  void confirm(std::uint64_t number, bool all_before);

  const RabbitOptions options_;
  WakeUp waker_;
  std::unique_ptr<RabbitConnection> connection_;
  std::deque<std::uint64_t> unconfirmed_;  // numbers, in order
  std::uint64_t published_ = 0;            // on this connection
  std::vector<std::string> came_;
  std::string failure_;
};

}  // namespace cairn::bus
