// What RabbitMQ and its library say when something fails, as errors.
//
// Thread-safety: pure functions.
#pragma once

#include <amqp.h>

#include <string_view>

#include "cairn/result.hpp"

namespace cairn::bus {

[[nodiscard]] std::string_view text_of(const amqp_bytes_t& bytes);

// A status of the library: unavailable.
[[nodiscard]] Failure lost(int status);

// A channel or connection that the broker closed, with its reason: permission_denied,
// failed_precondition, else unavailable.
[[nodiscard]] Failure closed_by(const amqp_method_t& method);

// The answer to a call.
[[nodiscard]] Result<void> outcome_of(const amqp_rpc_reply_t& reply);

}  // namespace cairn::bus
