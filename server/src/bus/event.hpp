// Event: what travels on a Spring Cloud Bus, and its JSON, field for field as release 5.0 of the
// bus writes it.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::bus {

enum class EventType { refresh, environment_change, shutdown, ack, unknown };

struct Event {
  EventType type = EventType::refresh;
  std::string destination;     // "orders:**"; "" where it was not said: it is for everybody
  std::string id;              // a UUID
  std::string origin;          // the bus id of who sent it; "" where it was not said
  std::int64_t timestamp = 0;  // milliseconds since 1970

  std::vector<std::pair<std::string, std::string>> values;  // of an environment_change

  // Of an ack: the event that was taken in.
  std::string ack_id;
  std::string ack_destination;
  std::string ack_class;  // "org.springframework.cloud.bus.event.RefreshRemoteApplicationEvent"
};

inline constexpr std::size_t event_bytes_max = std::size_t{64} * 1024;

// The name of the Java class, as acks have it; "" for unknown.
[[nodiscard]] std::string class_of(EventType type);

// One line of JSON. Not for events of unknown type.
[[nodiscard]] std::string json_of(const Event& event);

// Reads what somebody sent. Fields that are not known are passed over, those that are missing or of
// another type stay empty, but a missing id becomes a new one; a type that is not known makes an
// event that concerns nobody. Bytes that no program of ours would send must not do harm.
// Errors: invalid_argument for what is no JSON object, is larger than event_bytes_max, or nests
// deeper than 32.
[[nodiscard]] Result<Event> parse_event(std::string_view json);

}  // namespace cairn::bus
