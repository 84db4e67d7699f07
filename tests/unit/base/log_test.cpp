// Log lines: one line whatever the values hold.
#include "base/log.hpp"

#include <doctest/doctest.h>

using cairn::base::log_value;

TEST_SUITE("base::log") {
  TEST_CASE("plain values stand as they are") {
    CHECK(log_value("main") == "main");
    CHECK(log_value("https://git.example/cfg.git") == "https://git.example/cfg.git");
  }

  TEST_CASE("values that would break a line or a pair are quoted and escaped") {
    CHECK(log_value("") == "\"\"");
    CHECK(log_value("two words") == "\"two words\"");
    CHECK(log_value("a=b") == "\"a=b\"");
    CHECK(log_value("say \"x\"") == "\"say \\\"x\\\"\"");
    CHECK(log_value("line\nforged") == "\"line\\nforged\"");
    CHECK(log_value("\x1b[31m\r") == "\"\\x1b[31m\\x0d\"");
  }

  TEST_CASE("logging before the start is no error") {
    cairn::base::Log("test").error("nobody hears this");
    CHECK(cairn::base::dropped_log_lines() == 0);
  }
}
