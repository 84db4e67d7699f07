// Log lines: one event as a line of text, or as a JSON object in the fields of ECS (Elastic Common
// Schema) or of Logstash, as Spring Boot writes them. Whatever the values hold, a line is one line
// of well-formed UTF-8 without control characters.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "base/log.hpp"

namespace cairn::base {

struct LogEvent {
  std::chrono::system_clock::time_point time;
  LogLevel level = LogLevel::info;
  std::string_view room;
  std::string_view event;
  std::span<const LogField> fields;  // those without value are left out
};

// Without an end of line.
[[nodiscard]] std::string log_line(LogFormat format, const LogEvent& event);

}  // namespace cairn::base
