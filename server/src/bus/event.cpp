// The JSON of events: written by hand, in the order of Spring's own, and read by nlohmann/json.
#include "bus/event.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "bus/uuid.hpp"
#include "render/json_text.hpp"

namespace cairn::bus {
namespace {

using Json = nlohmann::json;

constexpr std::string_view package = "org.springframework.cloud.bus.event.";
constexpr int depth_max = 32;

struct Name {
  EventType type;
  std::string_view text;
};
constexpr std::array names{
    Name{EventType::refresh, "RefreshRemoteApplicationEvent"},
    Name{EventType::environment_change, "EnvironmentChangeRemoteApplicationEvent"},
    Name{EventType::shutdown, "ShutdownRemoteApplicationEvent"},
    Name{EventType::ack, "AckRemoteApplicationEvent"},
};

std::string_view name_of(EventType type) {
  for (const Name& name : names) {
    if (name.type == type) {
      return name.text;
    }
  }
  return {};
}

EventType type_of(std::string_view text) {
  for (const Name& name : names) {
    if (name.text == text) {
      return name.type;
    }
  }
  return EventType::unknown;
}

class Writer {
 public:
  explicit Writer(std::string_view type) { text("type", type); }

  void text(std::string_view name, std::string_view value) {
    begin(name);
    render::append_json_string(out_, value);
  }
  void number(std::string_view name, std::int64_t value) {
    begin(name);
    out_ += std::to_string(value);
  }
  void values(const std::vector<std::pair<std::string, std::string>>& all) {
    begin("values");
    out_ += '{';
    for (const auto& [key, value] : all) {
      out_ += out_.back() == '{' ? "" : ",";
      render::append_json_string(out_, key);
      out_ += ':';
      render::append_json_string(out_, value);
    }
    out_ += '}';
  }
  std::string take() { return std::move(out_) + '}'; }

 private:
  void begin(std::string_view name) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += name;
    out_ += "\":";
  }
  std::string out_;
};

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// nlohmann/json throws; a document that nests too deeply is given up before it is built.
Json parsed(std::string_view text) {
  bool deep = false;
  const auto shallow = [&deep](int depth, Json::parse_event_t, Json&) {
    deep = deep || depth > depth_max;
    return !deep;
  };
  Json json = Json::parse(text, shallow, false);
  return deep ? Json() : json;
}

}  // namespace

std::string class_of(EventType type) {
  const std::string_view name = name_of(type);
  return name.empty() ? std::string() : std::string(package) + std::string(name);
}

std::string json_of(const Event& event) {
  Writer out(name_of(event.type));
  if (event.type == EventType::ack) {
    out.text("ackDestinationService", event.ack_destination);
    out.text("ackId", event.ack_id);
  }
  out.text("destinationService", event.destination);
  if (event.type == EventType::ack) {
    out.text("event", event.ack_class);
  }
  out.text("id", event.id);
  out.text("originService", event.origin);
  out.number("timestamp", event.timestamp);
  if (event.type == EventType::environment_change) {
    out.values(event.values);
  }
  return out.take();
}

Result<Event> parse_event(std::string_view text) {
  if (text.size() > event_bytes_max) {
    return fail(ErrorCode::invalid_argument,
                "an event of more than " + std::to_string(event_bytes_max) + " bytes");
  }
  const Json json = parsed(text);
  if (!json.is_object()) {
    return fail(ErrorCode::invalid_argument, "an event that is no JSON object");
  }
  Event event;
  event.type = type_of(text_of(json, "type"));
  event.destination = text_of(json, "destinationService");
  event.id = text_of(json, "id");
  event.origin = text_of(json, "originService");
  if (const auto at = json.find("timestamp"); at != json.end() && at->is_number_integer()) {
    event.timestamp = at->get<std::int64_t>();
  }
  if (const auto all = json.find("values"); all != json.end() && all->is_object()) {
    for (const auto& [key, value] : all->items()) {
      event.values.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  event.ack_id = text_of(json, "ackId");
  event.ack_destination = text_of(json, "ackDestinationService");
  event.ack_class = text_of(json, "event");
  if (event.id.empty()) {
    event.id = random_uuid();
  }
  return event;
}

}  // namespace cairn::bus
