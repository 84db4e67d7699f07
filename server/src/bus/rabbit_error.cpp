// See rabbit_error.hpp.
#include "bus/rabbit_error.hpp"

#include <amqp_framing.h>

#include <string>

namespace cairn::bus {
namespace {

Failure refused(std::uint16_t code, const amqp_bytes_t& text) {
  const ErrorCode kind = code == AMQP_ACCESS_REFUSED || code == AMQP_NOT_ALLOWED
                             ? ErrorCode::permission_denied
                         : code == AMQP_PRECONDITION_FAILED ? ErrorCode::failed_precondition
                                                            : ErrorCode::unavailable;
  return fail(kind, "the broker says " + std::to_string(code) + " " + std::string(text_of(text)));
}

}  // namespace

std::string_view text_of(const amqp_bytes_t& bytes) {
  return {static_cast<const char*>(bytes.bytes), bytes.len};
}

Failure lost(int status) {
  return fail(ErrorCode::unavailable, amqp_error_string2(status));
}

Failure closed_by(const amqp_method_t& method) {
  if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* close = static_cast<const amqp_channel_close_t*>(method.decoded);
    return refused(close->reply_code, close->reply_text);
  }
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* close = static_cast<const amqp_connection_close_t*>(method.decoded);
    return refused(close->reply_code, close->reply_text);
  }
  return fail(ErrorCode::unavailable, "the broker says what was not expected");
}

Result<void> outcome_of(const amqp_rpc_reply_t& reply) {
  switch (reply.reply_type) {
    case AMQP_RESPONSE_NORMAL:
      return {};
    case AMQP_RESPONSE_SERVER_EXCEPTION:
      return closed_by(reply.reply);
    default:
      return lost(reply.library_error);
  }
}

}  // namespace cairn::bus
