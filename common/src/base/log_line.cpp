// See log_line.hpp.
#include "base/log_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <optional>

#include "base/text.hpp"

namespace cairn::base {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool needs_quotes(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte >= 0x7f || c == '"' || c == '\\' || c == '=';
}

// Control characters of ASCII, of Latin-1, and what ends a line in Unicode.
bool is_control(char32_t point) {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029;
}

void append_byte(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += "\\x";
  out += hex_digits[byte >> 4U];
  out += hex_digits[byte & 0xFU];
}

// Calls `each` with every code point and its bytes; with none for a byte that is no UTF-8.
template <typename Each>
void for_each_point(std::string_view text, const Each& each) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    const auto point = next_code_point(text, at);
    at = point ? at : before + 1;
    each(point, text.substr(before, at - before));
  }
}

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for_each_point(text, [&out](std::optional<char32_t> point, std::string_view bytes) {
    if (!point) {
      out += replacement;
    } else if (*point == U'"' || *point == U'\\') {
      out += '\\';
      out += bytes;
    } else if (is_control(*point)) {
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) {
        out += hex_digits[(*point >> static_cast<unsigned>(shift)) & 0xFU];
      }
    } else {
      out += bytes;
    }
  });
  out += '"';
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += out.empty() ? '{' : ',';
  append_json(out, key);
  out += ':';
  append_json(out, value);
}

std::string_view lower_name(LogLevel level) {
  constexpr std::array<std::string_view, 5> names{"debug", "info", "warning", "error", "off"};
  return names[static_cast<std::size_t>(level)];
}

std::string_view java_name(LogLevel level) {
  constexpr std::array<std::string_view, 5> names{"DEBUG", "INFO", "WARN", "ERROR", "OFF"};
  return names[static_cast<std::size_t>(level)];
}

int java_number(LogLevel level) {
  return 10'000 * (1 + static_cast<int>(level));
}

std::string time_text(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<milliseconds>(time - seconds).count();
  const std::time_t unix = seconds.time_since_epoch().count();
  std::tm parts{};
  ::gmtime_r(&unix, &parts);
  std::array<char, 96> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                    parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                    parts.tm_min, parts.tm_sec, static_cast<int>(rest));
  return {text.data(), static_cast<std::size_t>(std::max(0, length))};
}

std::string text_line(const LogEvent& event) {
  std::string line = time_text(event.time);
  line.append(" ").append(lower_name(event.level)).append(" room=").append(event.room);
  line.append(" event=").append(log_value(event.event));
  for (const LogField& field : event.fields) {
    if (!field.value.empty()) {
      line.append(" ").append(field.key).append("=").append(log_value(field.value));
    }
  }
  return line;
}

std::string json_line(LogFormat format, const LogEvent& event) {
  const std::string logger = "cairn." + std::string(event.room);
  std::string line;
  append_member(line, "@timestamp", time_text(event.time));
  if (format == LogFormat::ecs) {
    append_member(line, "log.level", java_name(event.level));
    line += ",\"process.pid\":" + std::to_string(::getpid());
    append_member(line, "service.name", "cairn-server");
    append_member(line, "log.logger", logger);
  } else {
    append_member(line, "@version", "1");
    append_member(line, "logger_name", logger);
    append_member(line, "level", java_name(event.level));
    line += ",\"level_value\":" + std::to_string(java_number(event.level));
  }
  append_member(line, "message", event.event);
  for (const LogField& field : event.fields) {
    if (!field.value.empty()) {
      append_member(line, field.key, field.value);
    }
  }
  if (format == LogFormat::ecs) {
    append_member(line, "ecs.version", "8.11");
  }
  return line + '}';
}

}  // namespace

std::string log_value(std::string_view value) {
  if (!value.empty() && std::none_of(value.begin(), value.end(), needs_quotes)) {
    return std::string(value);
  }
  std::string out = "\"";
  for_each_point(value, [&out](std::optional<char32_t> point, std::string_view bytes) {
    if (point == U'"' || point == U'\\') {
      out += '\\';
      out += bytes;
    } else if (point == U'\n') {
      out += "\\n";
    } else if (!point || is_control(*point)) {
      std::for_each(bytes.begin(), bytes.end(), [&out](char c) { append_byte(out, c); });
    } else {
      out += bytes;
    }
  });
  return out + '"';
}

std::string log_line(LogFormat format, const LogEvent& event) {
  return format == LogFormat::text ? text_line(event) : json_line(format, event);
}

}  // namespace cairn::base
