// Logging through spdlog's asynchronous logger: a bounded queue, the oldest line goes when it is
// full.
#include "base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace cairn::base {
namespace {

constexpr std::size_t queue_lines_max = 8192;
constexpr const char* logger_name = "cairn";

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      break;
  }
  return spdlog::level::off;
}

bool needs_quotes(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '=' || c == '\x7f';
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (byte < 0x20 || byte == 0x7f) {
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  } else {
    out += c;
  }
}

}  // namespace

std::string log_value(std::string_view value) {
  bool quote = value.empty();
  for (const char c : value) {
    quote = quote || needs_quotes(c);
  }
  if (!quote) {
    return std::string(value);
  }
  std::string out = "\"";
  for (const char c : value) {
    append_escaped(out, c);
  }
  return out + '"';
}

void start_logging(LogLevel level) {
  spdlog::init_thread_pool(queue_lines_max, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      logger_name, std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(level_of(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::register_logger(logger);
}

void stop_logging() {
  spdlog::drop(logger_name);
  spdlog::shutdown();
}

std::uint64_t dropped_log_lines() {
  const auto pool = spdlog::thread_pool();
  return pool ? pool->overrun_counter() : 0;
}

void Log::write(LogLevel level, std::string_view event,
                std::initializer_list<LogField> fields) const {
  const auto logger = spdlog::get(logger_name);
  if (!logger || !logger->should_log(level_of(level))) {
    return;
  }
  std::string line = "room=" + room_ + " event=" + log_value(event);
  for (const LogField& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    line += log_value(field.value);
  }
  logger->log(level_of(level), line);
}

void Log::debug(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::debug, event, fields);
}
void Log::info(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::info, event, fields);
}
void Log::warn(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::warn, event, fields);
}
void Log::error(std::string_view event, std::initializer_list<LogField> fields) const {
  write(LogLevel::error, event, fields);
}

}  // namespace cairn::base
