// RabbitConnection: one connection to a RabbitMQ broker, with one channel that has everything the
// bus needs on it: a queue of our own, bound to everything, and confirmation of what is published.
//
// Thread-safety: for one thread. Cost: each call ends within the time limit of the options.
#pragma once

#include <amqp.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bus/options.hpp"
#include "cairn/result.hpp"

namespace cairn::bus {

class RabbitConnection {
 public:
  // Errors: unavailable; permission_denied for a wrong password; failed_precondition when the
  // exchange is there and is another one; invalid_argument for files that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<RabbitConnection>> open(
      const RabbitOptions& options, const RabbitOptions::Address& address);
  ~RabbitConnection();
  RabbitConnection(const RabbitConnection&) = delete;
  RabbitConnection& operator=(const RabbitConnection&) = delete;

  // Hands a message over. Messages are numbered from 1, as the confirmations are.
  [[nodiscard]] Result<void> publish(const std::string& exchange, const std::string& id,
                                     const std::string& body);

  // What came from the broker.
  struct Arrival {
    std::optional<std::string> message;
    std::optional<std::uint64_t> confirmed;  // the message of this number
    bool all_before = false;                 // and all with lower numbers
  };
  // The next of it that comes within this time; nullopt for none. Errors: unavailable when the
  // connection is lost, the queue is gone, or the broker refused a message.
  [[nodiscard]] Result<std::optional<Arrival>> next(std::chrono::milliseconds time);

  // Whether next() has something without reading from the socket.
  [[nodiscard]] bool has_buffered() const;
  [[nodiscard]] int socket() const;
  [[nodiscard]] std::string version() const;

 private:
  RabbitConnection() = default;

  [[nodiscard]] Result<void> connect(const RabbitOptions& options,
                                     const RabbitOptions::Address& address);
  [[nodiscard]] Result<void> log_in(const RabbitOptions& options);
  [[nodiscard]] Result<void> declare(const RabbitOptions& options);
  [[nodiscard]] Result<std::optional<Arrival>> take(const amqp_frame_t& frame);
  [[nodiscard]] Result<std::optional<Arrival>> take_method(const amqp_method_t& method);
  [[nodiscard]] std::optional<Arrival> end_of_message();

  amqp_connection_state_t state_ = nullptr;
  bool logged_in_ = false;

  // A message that is arriving.
  std::uint64_t left_ = 0;  // bytes
  bool too_large_ = false;  // it is passed over
  std::string body_;
};

}  // namespace cairn::bus
