// Log: one line per event, "key=value" pairs, one logger per room. Writing never blocks the caller:
// lines go through a bounded queue, and when that is full the oldest are dropped and counted.
//
//   log("source.git").warn("fetch failed", {{"uri", uri}, {"error", error.text()}});
//
// error: someone must act; warn: may heal itself; info: start, stop, new revision; debug: the rest.
// Values are escaped: a line is one line whatever they hold. Never pass a Secret's bytes.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace cairn::base {

enum class LogLevel { debug, info, warn, error, off };

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
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const;
  std::string room_;
};

// Starts logging to standard error; before it, lines are lost. Call once, from main.
void start_logging(LogLevel level);
// Writes what is queued and ends; call once, at the end of main.
void stop_logging();
// Lines dropped because the queue was full.
[[nodiscard]] std::uint64_t dropped_log_lines();
// The value as it appears in a line: quoted when it has blanks, quotes or control characters.
[[nodiscard]] std::string log_value(std::string_view value);

}  // namespace cairn::base
