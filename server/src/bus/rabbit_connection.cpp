// What arrives on a connection, frame by frame, and what is sent.
#include "bus/rabbit_connection.hpp"

#include <sys/time.h>

#include <algorithm>
#include <ctime>

#include "bus/event.hpp"
#include "bus/rabbit_error.hpp"

namespace cairn::bus {
namespace {

constexpr amqp_channel_t channel = 1;
constexpr std::string_view content_type = "application/json";
constexpr std::uint8_t persistent = 2;

amqp_bytes_t bytes_of(std::string_view text) {
  // The library does not write to what it is given to send.
  return {text.size(), const_cast<char*>(text.data())};
}

}  // namespace

RabbitConnection::~RabbitConnection() {
  // A connection that is merely closed is gone for the broker as well, and with it the queue.
  amqp_destroy_connection(state_);
}

Result<void> RabbitConnection::publish(const std::string& exchange, const std::string& id,
                                       const std::string& body) {
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                      AMQP_BASIC_PRIORITY_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG |
                      AMQP_BASIC_TIMESTAMP_FLAG;
  properties.content_type = bytes_of(content_type);
  properties.delivery_mode = persistent;
  properties.priority = 0;
  properties.message_id = bytes_of(id);
  properties.timestamp = static_cast<std::uint64_t>(std::time(nullptr));
  const int status = amqp_basic_publish(state_, channel, bytes_of(exchange), bytes_of(exchange), 0,
                                        0, &properties, bytes_of(body));
  return status == AMQP_STATUS_OK ? Result<void>() : lost(status);
}

Result<std::optional<RabbitConnection::Arrival>> RabbitConnection::next(
    std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left = std::max(std::chrono::microseconds(0),
                               std::chrono::duration_cast<std::chrono::microseconds>(
                                   end - std::chrono::steady_clock::now()));
    const timeval within{left.count() / 1'000'000, left.count() % 1'000'000};
    amqp_frame_t frame{};
    const int status = amqp_simple_wait_frame_noblock(state_, &frame, &within);
    if (status == AMQP_STATUS_TIMEOUT) {
      return std::optional<Arrival>();
    }
    if (status != AMQP_STATUS_OK) {
      return lost(status);
    }
    auto taken = take(frame);
    // What the frame pointed to has been copied.
    amqp_maybe_release_buffers(state_);
    if (!taken || *taken) {
      return taken;
    }
  }
}

Result<std::optional<RabbitConnection::Arrival>> RabbitConnection::take(const amqp_frame_t& frame) {
  switch (frame.frame_type) {
    case AMQP_FRAME_METHOD:
      return take_method(frame.payload.method);
    case AMQP_FRAME_HEADER:
      left_ = frame.payload.properties.body_size;
      too_large_ = left_ > event_bytes_max;
      body_.clear();
      break;
    case AMQP_FRAME_BODY: {
      const amqp_bytes_t& part = frame.payload.body_fragment;
      if (!too_large_) {
        body_.append(static_cast<const char*>(part.bytes), part.len);
      }
      left_ -= std::min<std::uint64_t>(left_, part.len);
      break;
    }
    default:
      return std::optional<Arrival>();
  }
  return left_ == 0 ? end_of_message() : std::nullopt;
}

// A message that is too large is told by its beginning, which is no JSON: somebody counts it.
std::optional<RabbitConnection::Arrival> RabbitConnection::end_of_message() {
  Arrival arrival;
  arrival.message = std::move(body_);
  body_.clear();
  return arrival;
}

Result<std::optional<RabbitConnection::Arrival>> RabbitConnection::take_method(
    const amqp_method_t& method) {
  Arrival arrival;
  switch (method.id) {
    case AMQP_BASIC_ACK_METHOD: {
      const auto* ack = static_cast<const amqp_basic_ack_t*>(method.decoded);
      arrival.confirmed = ack->delivery_tag;
      arrival.all_before = ack->multiple != 0;
      return std::optional(arrival);
    }
    case AMQP_BASIC_NACK_METHOD:
      return fail(ErrorCode::unavailable, "the broker refused a message");
    case AMQP_BASIC_CANCEL_METHOD:
      return fail(ErrorCode::unavailable, "the broker took our queue away");
    case AMQP_CHANNEL_CLOSE_METHOD:
    case AMQP_CONNECTION_CLOSE_METHOD:
      return closed_by(method);
    default:
      return std::optional<Arrival>();  // a delivery begins: its header follows
  }
}

bool RabbitConnection::has_buffered() const {
  return amqp_frames_enqueued(state_) != 0 || amqp_data_in_buffer(state_) != 0;
}

int RabbitConnection::socket() const {
  return amqp_get_sockfd(state_);
}

std::string RabbitConnection::version() const {
  const amqp_table_t* properties = amqp_get_server_properties(state_);
  for (int i = 0; properties != nullptr && i < properties->num_entries; ++i) {
    const amqp_table_entry_t& entry = properties->entries[i];
    if (entry.value.kind == AMQP_FIELD_KIND_UTF8 && text_of(entry.key) == "version") {
      return std::string(text_of(entry.value.value.bytes));
    }
  }
  return {};
}

}  // namespace cairn::bus
