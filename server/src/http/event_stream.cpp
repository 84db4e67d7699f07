// Accept fields, event text, chunks.
#include "http/event_stream.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"
#include "http/media_type.hpp"
#include "http/response.hpp"
#include "render/json_text.hpp"

namespace cairn::http {
namespace {

constexpr std::string_view event_stream = "text/event-stream";

// Names of media types need not be looked for in quotes: "event-stream" in one is a rare mistake
// that only costs the exact look.
bool mentions_event_stream(std::string_view field) {
  for (std::size_t at = 0; at + event_stream.size() <= field.size(); ++at) {
    if (base::equals_ignoring_case(field.substr(at, event_stream.size()), event_stream)) {
      return true;
    }
  }
  return false;
}

bool is_event_stream(std::string_view element) {
  return base::equals_ignoring_case(base::trim(element.substr(0, element.find(';'))), event_stream);
}

// Events are written as lines, and a tag or revision holds no line end.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\n");
}

std::string keys_json(const std::vector<std::string>& keys) {
  std::string out = "[";
  for (const std::string& key : keys) {
    out += out.size() == 1 ? "" : ",";
    render::append_json_string(out, key);
    if (out.size() > event_keys_bytes_max) {
      return "null";
    }
  }
  return out + "]";
}

}  // namespace

bool asks_for_stream(const Request& request) {
  if (request.method != Method::get || request.minor_version == 0) {
    return false;
  }
  bool mentioned = false;
  for (const std::string_view field : request.accept) {
    mentioned = mentioned || mentions_event_stream(field);
  }
  if (!mentioned) {
    return false;
  }
  const auto accepted = parse_accept(request.accept);
  return accepted && accepted->front().quality > 0 &&
         same_type(accepted->front(), media_type(event_stream));
}

AcceptFields without_event_stream(const AcceptFields& fields) {
  AcceptFields left;
  for (const std::string_view field : fields) {
    for (const std::string_view element : base::split(field, ',')) {
      if (!base::trim(element).empty() && !is_event_stream(element)) {
        left.push_back(base::trim(element));
      }
    }
  }
  return left;
}

std::string change_event(std::string_view etag, std::string_view revision,
                         const std::vector<std::string>* keys) {
  std::string out;
  append_field(out, "id", etag);
  append_field(out, "event", "change");
  std::string data = "{\"revision\":";
  revision.empty() ? void(data += "null") : render::append_json_string(data, revision);
  data += ",\"keys\":" + (keys == nullptr ? "null" : keys_json(*keys)) + '}';
  append_field(out, "data", data);
  return out + '\n';
}

std::string failure_event(int status) {
  std::string out;
  append_field(out, "event", "failure");
  std::string data = "{\"status\":" + std::to_string(status) + ",\"error\":";
  render::append_json_string(data, reason_phrase(status));
  append_field(out, "data", data + '}');
  return out + '\n';
}

std::string retry_text(std::chrono::milliseconds time) {
  return "retry: " + std::to_string(time.count()) + "\n\n";
}

std::string_view heartbeat_text() {
  return ":\n\n";
}

std::string chunk(std::string_view text) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), text.size(), 16).ptr;
  std::string out(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out.append("\r\n").append(text).append("\r\n");
  return out;
}

std::string_view last_chunk() {
  return "0\r\n\r\n";
}

}  // namespace cairn::http
