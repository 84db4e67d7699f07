// Broker: the one thing that differs between RabbitMQ and Kafka: how a text gets to everybody, and
// how theirs get here.
//
// Thread-safety: for the bus's thread alone, but for wake(). Cost: every call ends after
// a few of the connection's time limits at the latest.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::bus {

struct OutgoingMessage {
  std::string id;    // a UUID
  std::string body;  // JSON
};

class Broker {
 public:
  virtual ~Broker() = default;

  // "rabbit" or "kafka": the name of its component of health.
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Where it is, for messages; without passwords.
  [[nodiscard]] virtual std::string place() const = 0;
  // What it says of its version; "" while that is not known.
  [[nodiscard]] virtual std::string version() const { return {}; }

  // Connects anew, and listens from then on to everybody else. Errors: unavailable,
  // permission_denied, failed_precondition (it has something else under our name).
  [[nodiscard]] virtual Result<void> connect() = 0;

  // Sends these in order. Returns how many the broker has confirmed, counted from the first; all of
  // them unless something failed. Messages that come meanwhile are kept for wait().
  [[nodiscard]] virtual std::size_t send(const std::vector<OutgoingMessage>& messages) = 0;

  // Messages that came, or that come within this time; returns early, perhaps with none, when there
  // are some or after wake(). Errors: unavailable when the connection is lost.
  [[nodiscard]] virtual Result<std::vector<std::string>> wait(std::chrono::milliseconds time) = 0;

  // Why send() or wait() failed.
  [[nodiscard]] virtual std::string failure() const = 0;

  // Ends wait(), now or the next time. From any thread.
  virtual void wake() = 0;
};

}  // namespace cairn::bus
