// Heads and error bodies.
#include "http/response.hpp"

#include <array>
#include <cstdio>

#include "http/http_date.hpp"
#include "render/json_text.hpp"

namespace cairn::http {

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view text;
  };
  constexpr std::array<Phrase, 24> phrases{{{200, "OK"},
                                            {204, "No Content"},
                                            {304, "Not Modified"},
                                            {400, "Bad Request"},
                                            {401, "Unauthorized"},
                                            {403, "Forbidden"},
                                            {404, "Not Found"},
                                            {405, "Method Not Allowed"},
                                            {406, "Not Acceptable"},
                                            {408, "Request Timeout"},
                                            {409, "Conflict"},
                                            {411, "Length Required"},
                                            {413, "Content Too Large"},
                                            {414, "URI Too Long"},
                                            {415, "Unsupported Media Type"},
                                            {417, "Expectation Failed"},
                                            {429, "Too Many Requests"},
                                            {431, "Request Header Fields Too Large"},
                                            {500, "Internal Server Error"},
                                            {501, "Not Implemented"},
                                            {503, "Service Unavailable"},
                                            {504, "Gateway Timeout"},
                                            {505, "HTTP Version Not Supported"},
                                            {100, "Continue"}}};
  for (const Phrase& phrase : phrases) {
    if (phrase.status == status) {
      return phrase.text;
    }
  }
  return "Unknown";
}

HeadWriter::HeadWriter(int status) {
  text_.reserve(512);
  text_ = "HTTP/1.1 " + std::to_string(status) + ' ';
  text_ += reason_phrase(status);
  text_ += "\r\n";
}

HeadWriter& HeadWriter::add(std::string_view name, std::string_view value) {
  text_ += name;
  text_ += ": ";
  for (const char c : value) {
    text_ += c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) ? c : '?';
  }
  text_ += "\r\n";
  return *this;
}

HeadWriter& HeadWriter::length(std::size_t bytes) {
  return add("Content-Length", std::to_string(bytes));
}

std::shared_ptr<const std::string> HeadWriter::finish() {
  return std::make_shared<const std::string>(std::move(text_));
}

Response make_response(int status, std::string_view content_type, std::string body,
                       const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  Response response;
  response.status = status;
  HeadWriter head(status);
  if (!content_type.empty()) {
    head.add("Content-Type", content_type);
  }
  if (status != 204) {
    head.length(body.size());
  }
  for (const auto& [name, value] : fields) {
    head.add(name, value);
  }
  head.add("X-Content-Type-Options", "nosniff");
  response.head = head.finish();
  auto owned = std::make_shared<const std::string>(std::move(body));
  response.body = *owned;
  response.owner = std::move(owned);
  return response;
}

std::string field_text(std::string_view value, std::size_t bytes_max) {
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '%') {
      if (out.size() + 1 > bytes_max) {
        break;
      }
      out += c;
      continue;
    }
    if (out.size() + 3 > bytes_max) {
      break;
    }
    std::array<char, 4> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "%%%02X", static_cast<unsigned>(byte));
    out += escaped.data();
  }
  return out;
}

std::string error_body(int status, std::string_view path, std::chrono::system_clock::time_point now,
                       std::string_view message) {
  std::string out = "{\"timestamp\":\"" + format_timestamp(now) +
                    "\",\"status\":" + std::to_string(status) + ",\"error\":";
  render::append_json_string(out, reason_phrase(status));
  if (!message.empty()) {
    out += ",\"message\":";
    render::append_json_string(out, message);
  }
  out += ",\"path\":";
  render::append_json_string(out, path);
  out += '}';
  return out;
}

}  // namespace cairn::http
