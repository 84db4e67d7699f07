// Log: one line per event, "key=value" pairs or a JSON object, one logger per room. Writing never
// blocks the caller: lines go through a bounded queue, and when that is full the oldest are dropped
// and counted.
//
//   log("source.git").warn("fetch failed", {{"uri", uri}, {"error", error.text()}});
//
// error: someone must act; warn: may heal itself; info: start, stop, new revision; debug: the rest.
// Values are escaped: a line is one line whatever they hold; fields without one are left out. Never
// pass a Secret's bytes.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::base {

enum class LogLevel { debug, info, warn, error, off };

enum class LogFormat { text, ecs, logstash };  // the last two are JSON: see log_line.hpp

struct LogField {
  std::string_view key;
  std::string value;
};

class Log {
 public:
  explicit Log(std::string room) : room_(std::move(room)) {}

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) const;

 private:
  std::string room_;
};

// A line for who has to answer for what happens: see docs/OPERATING.md, which lists them. It is
// written at every level but `off`.
void audit(std::string_view event, const std::vector<LogField>& fields);

// Starts logging to standard error; before it, lines are lost. Call once, from main.
void start_logging(LogLevel level, LogFormat format = LogFormat::text);
// Counts from the next line on.
void set_log_level(LogLevel level);
void set_log_format(LogFormat format);
// Writes what is queued and ends; call once, at the end of main.
void stop_logging();
// Lines dropped because the queue was full.
[[nodiscard]] std::uint64_t dropped_log_lines();
// The value as it appears in a line of text: quoted when it has blanks, quotes or control
// characters.
[[nodiscard]] std::string log_value(std::string_view value);

}  // namespace cairn::base
