// Tests of values/duration.hpp.
#include "values/duration.hpp"

#include <doctest/doctest.h>

using cairn::values::duration_text;
using cairn::values::parse_duration;
using cairn::values::parse_duration_exact;

TEST_SUITE("durations") {
  TEST_CASE("what is understood") {
    struct Case {
      const char* text;
      long long ms;
    };
    const Case cases[] = {{"0", 0},
                          {"10", 10'000},
                          {" 10 ", 10'000},
                          {"-1", -1'000},
                          {"+2s", 2'000},
                          {"500ms", 500},
                          {"500MS", 500},
                          {"5s", 5'000},
                          {"2m", 120'000},
                          {"3h", 10'800'000},
                          {"1d", 86'400'000},
                          {"1500us", 1},
                          {"2000000ns", 2},
                          {"PT5S", 5'000},
                          {"pt5s", 5'000},
                          {"PT0.25S", 250},
                          {"PT1.0000000009S", 1'000},
                          {"PT1H2M3S", 3'723'000},
                          {"P1D", 86'400'000},
                          {"P1DT1H", 90'000'000},
                          {"-PT5S", -5'000},
                          {"PT-5S", -5'000}};
    for (const Case& one : cases) {
      CAPTURE(one.text);
      const auto parsed = parse_duration(one.text);
      REQUIRE(parsed.has_value());
      CHECK(parsed->count() == one.ms);
    }
  }

  TEST_CASE("the exact form keeps nanoseconds, and its caller says what a bare number counts") {
    CHECK(parse_duration_exact("10", "ms").value() == std::chrono::milliseconds(10));
    CHECK(parse_duration_exact("10", "s").value() == std::chrono::seconds(10));
    CHECK(parse_duration_exact("10s", "ms").value() == std::chrono::seconds(10));
    CHECK(parse_duration_exact("1500us", "ms").value() == std::chrono::microseconds(1'500));
    CHECK(parse_duration_exact("PT0.000000001S", "ms").value() == std::chrono::nanoseconds(1));
    CHECK_FALSE(parse_duration_exact("", "ms").has_value());
    CHECK_FALSE(parse_duration_exact("36601d", "ms").has_value());
  }

  TEST_CASE("what is refused") {
    for (const char* text :
         {"",    " ",   "s",    "5 s",    "5x",    "1.5",    "1.5s",  "five", "P",    "PT",  "P1DT",
          "P5S", "PT5", "PT5D", "PT1S2M", "PT1.S", "PT1.5M", "1h30m", "--1",  "0x10", "101y"}) {
      CAPTURE(text);
      const auto parsed = parse_duration(text);
      REQUIRE_FALSE(parsed.has_value());
      CHECK(parsed.error().code == cairn::ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("a hundred years is the limit") {
    CHECK(parse_duration("36600d").has_value());
    CHECK(parse_duration("-36600d").has_value());
    CHECK_FALSE(parse_duration("36601d").has_value());
    CHECK_FALSE(parse_duration("99999999999999999999999999999999999999999999s").has_value());
    CHECK_FALSE(parse_duration("P36600DT1S").has_value());
  }

  TEST_CASE("text is what would be written by hand") {
    using std::chrono::milliseconds;
    CHECK(duration_text(milliseconds(0)) == "0s");
    CHECK(duration_text(milliseconds(500)) == "500ms");
    CHECK(duration_text(milliseconds(5'000)) == "5s");
    CHECK(duration_text(milliseconds(90'000)) == "90s");
    CHECK(duration_text(milliseconds(600'000)) == "10m");
    CHECK(duration_text(milliseconds(172'800'000)) == "2d");
    CHECK(duration_text(milliseconds(-1'000)) == "-1s");
  }
}
