// Log lines as text and as JSON: one line of UTF-8, whatever the values hold.
#include "base/log_line.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "base/text.hpp"

using namespace cairn::base;

namespace {

LogEvent event_of(const std::vector<LogField>& fields, LogLevel level = LogLevel::warn) {
  return {std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'042)),
          level, "source.git", "fetch failed", fields};
}

bool is_one_line(const std::string& line) {
  for (std::size_t at = 0; at < line.size();) {
    const auto point = next_code_point(line, at);
    if (!point || *point < 0x20 || (*point >= 0x7f && *point < 0xa0) || *point == 0x2028 ||
        *point == 0x2029) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_SUITE("base::log_line") {
  TEST_CASE("a line of text has time, level, room, event and the fields that have a value") {
    const std::vector<LogField> fields{{"uri", "/srv/a b.git"}, {"user", ""}, {"n", "1"}};
    CHECK(log_line(LogFormat::text, event_of(fields)) ==
          "2023-11-14T22:13:20.042Z warning room=source.git event=\"fetch failed\" "
          "uri=\"/srv/a b.git\" n=1");
  }

  TEST_CASE("ECS and Logstash have the members that Spring Boot writes") {
    const std::vector<LogField> fields{{"uri", "a\"b"}, {"user", ""}};
    const std::string ecs = log_line(LogFormat::ecs, event_of(fields, LogLevel::error));
    CHECK(ecs.rfind("{\"@timestamp\":\"2023-11-14T22:13:20.042Z\",\"log.level\":\"ERROR\","
                    "\"process.pid\":",
                    0) == 0);
    const std::string rest =
        ",\"service.name\":\"cairn-server\",\"log.logger\":\"cairn.source.git\","
        "\"message\":\"fetch failed\",\"uri\":\"a\\\"b\",\"ecs.version\":\"8.11\"}";
    CHECK(ecs.substr(ecs.size() - rest.size()) == rest);
    CHECK(log_line(LogFormat::logstash, event_of(fields)) ==
          "{\"@timestamp\":\"2023-11-14T22:13:20.042Z\",\"@version\":\"1\","
          "\"logger_name\":\"cairn.source.git\",\"level\":\"WARN\",\"level_value\":30000,"
          "\"message\":\"fetch failed\",\"uri\":\"a\\\"b\"}");
  }

  TEST_CASE("control characters and bytes that are no UTF-8 are escaped in every format") {
    const std::string odd = "a\nb\x1b[31m\xc2\x9b\xe2\x80\xa8\xff\xc3\xa9";
    CHECK(log_value(odd) == "\"a\\nb\\x1b[31m\\xc2\\x9b\\xe2\\x80\\xa8\\xff\xc3\xa9\"");
    const std::vector<LogField> fields{{"v", odd}};
    const std::string json = log_line(LogFormat::logstash, event_of(fields));
    CHECK(json.find("\"v\":\"a\\u000ab\\u001b[31m\\u009b\\u2028\xef\xbf\xbd\xc3\xa9\"") !=
          std::string::npos);
  }

  TEST_CASE("any bytes make one line") {
    std::minstd_rand random(42);
    for (int i = 0; i < 5'000; ++i) {
      std::string value(random() % 24, '\0');
      for (char& byte : value) {
        byte = static_cast<char>(random() % 256);
      }
      const std::vector<LogField> fields{{"v", value}};
      for (const LogFormat format : {LogFormat::text, LogFormat::ecs, LogFormat::logstash}) {
        REQUIRE(is_one_line(log_line(format, event_of(fields))));
      }
    }
  }
}
