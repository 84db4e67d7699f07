// Logging through spdlog's asynchronous logger: a bounded queue, the oldest line goes when it is
// full.
#include "base/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <span>

#include "base/log_line.hpp"

namespace cairn::base {
namespace {

constexpr std::size_t queue_lines_max = 8192;
constexpr const char* logger_name = "cairn";

// What is written, and how; lines of the audit are written whatever it says but `off`.
std::atomic<LogLevel> level_written{LogLevel::off};
std::atomic<LogFormat> format_written{LogFormat::text};

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

void write(LogLevel level, std::string_view room, std::string_view event,
           std::span<const LogField> fields) {
  if (const auto logger = spdlog::get(logger_name)) {
    logger->log(level_of(level), log_line(format_written, {std::chrono::system_clock::now(), level,
                                                           room, event, fields}));
  }
}

void write_if(LogLevel level, std::string_view room, std::string_view event,
              std::initializer_list<LogField> fields) {
  if (level >= level_written) {
    write(level, room, event, {fields.begin(), fields.size()});
  }
}

}  // namespace

void start_logging(LogLevel level, LogFormat format) {
  spdlog::init_thread_pool(queue_lines_max, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      logger_name, std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(spdlog::level::trace);
  logger->set_pattern("%v");
  logger->flush_on(spdlog::level::info);
  spdlog::register_logger(logger);
  level_written = level;
  format_written = format;
}

void set_log_level(LogLevel level) {
  level_written = level;
}

void set_log_format(LogFormat format) {
  format_written = format;
}

void stop_logging() {
  level_written = LogLevel::off;
  spdlog::drop(logger_name);
  spdlog::shutdown();
}

std::uint64_t dropped_log_lines() {
  const auto pool = spdlog::thread_pool();
  return pool ? pool->overrun_counter() : 0;
}

void Log::debug(std::string_view event, std::initializer_list<LogField> fields) const {
  write_if(LogLevel::debug, room_, event, fields);
}
void Log::info(std::string_view event, std::initializer_list<LogField> fields) const {
  write_if(LogLevel::info, room_, event, fields);
}
void Log::warn(std::string_view event, std::initializer_list<LogField> fields) const {
  write_if(LogLevel::warn, room_, event, fields);
}
void Log::error(std::string_view event, std::initializer_list<LogField> fields) const {
  write_if(LogLevel::error, room_, event, fields);
}

void audit(std::string_view event, const std::vector<LogField>& fields) {
  if (level_written != LogLevel::off) {
    write(LogLevel::info, "audit", event, fields);
  }
}

}  // namespace cairn::base
