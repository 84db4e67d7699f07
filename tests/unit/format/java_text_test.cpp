// Tests of the texts that Java prints and reads.
#include "format/java_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "format/java_timestamp.hpp"

using cairn::format::base64_bytes;
using cairn::format::decimal_digits;
using cairn::format::java_double;
using cairn::format::java_text;
using cairn::format::timestamp_text;

TEST_SUITE("java_text") {
  TEST_CASE("doubles are plain from a thousandth to ten million, else scientific") {
    const std::pair<double, const char*> numbers[] = {{0.0, "0.0"},
                                                      {-0.0, "-0.0"},
                                                      {1.0, "1.0"},
                                                      {100.0, "100.0"},
                                                      {0.001, "0.001"},
                                                      {0.00099, "9.9E-4"},
                                                      {9999999.0, "9999999.0"},
                                                      {1e7, "1.0E7"},
                                                      {-1.25e-10, "-1.25E-10"},
                                                      {123456.789, "123456.789"},
                                                      {1e300, "1.0E300"}};
    for (const auto& [number, text] : numbers) {
      CHECK(java_text(number) == text);
    }
  }

  TEST_CASE("doubles are read as Java reads them") {
    const std::pair<const char*, double> texts[] = {
        {"1", 1},  {"1.", 1},     {".5", 0.5},   {"-1e3", -1000},    {" 2.5 ", 2.5},
        {"1d", 1}, {"1.5F", 1.5}, {"1e-400", 0}, {"0.00001e-400", 0}};
    for (const auto& row : texts) {
      const auto& text = row.first;
      const auto& number = row.second;
      CAPTURE(text);
      REQUIRE(java_double(text).has_value());
      CHECK(*java_double(text) == number);
    }
    CHECK(java_text(*java_double("1e400")) == "Infinity");
    CHECK(java_text(*java_double("100000e308")) == "Infinity");
    CHECK(java_text(*java_double("1e99999999999999999999")) == "Infinity");
    for (const std::string text :
         {"", "x", "1e", ".", "1 2", "--1", "1dd", "d", "inf", "nan", "0x10"}) {
      CAPTURE(text);
      CHECK_FALSE(java_double(text).has_value());
    }
  }

  TEST_CASE("base64 may lack padding, not have it wrong") {
    CHECK(base64_bytes("").value().empty());
    CHECK(base64_bytes("YQ==").value() == "a");
    CHECK(base64_bytes("YQ").value() == "a");
    CHECK(base64_bytes("YWI=").value() == "ab");
    CHECK(base64_bytes("YWJj").value() == "abc");
    for (const std::string text : {"Y", "YQ=", "Y===", "=", "YQ==YQ==", "Y Q", "YQ-_"}) {
      CAPTURE(text);
      CHECK_FALSE(base64_bytes(text).has_value());
    }
  }

  TEST_CASE("digits of a radix become decimal digits") {
    CHECK(decimal_digits("0", 2).value() == "0");
    CHECK(decimal_digits("000", 10).value() == "0");
    CHECK(decimal_digits("ff", 16).value() == "255");
    CHECK(decimal_digits("3b9aca00", 16).value() == "1000000000");
    CHECK(decimal_digits("777", 8).value() == "511");
    CHECK_FALSE(decimal_digits("", 10).has_value());
    CHECK_FALSE(decimal_digits("8", 8).has_value());
    CHECK_FALSE(decimal_digits("1 ", 10).has_value());
  }

  TEST_CASE("timestamps of every century") {
    CHECK(timestamp_text("1969-12-31").value() == "1969-12-31T00:00:00.000Z");
    CHECK(timestamp_text("1968-12-31").value() == "1968-12-31T00:00:00.000Z");
    CHECK(timestamp_text("1486-05-06").value() == "1486-05-06T00:00:00.000Z");
    CHECK(timestamp_text("1000-01-01").value() == "1000-01-01T00:00:00.000Z");
    CHECK(timestamp_text("0001-01-01").value() == "0001-01-01T00:00:00.000Z");
    CHECK(timestamp_text("9999-12-31").value() == "9999-12-31T00:00:00.000Z");
  }

  TEST_CASE("timestamps beyond the years 1 to 9999 have a sign") {
    CHECK(timestamp_text("0000-12-31").value() == "+0000-12-31T00:00:00.000Z");
    CHECK(timestamp_text("0000-01-01T00:00:00+1").value() == "-0001-12-31T23:00:00.000Z");
    CHECK(timestamp_text("9999-13-01").value() == "+10000-01-01T00:00:00.000Z");
  }

  TEST_CASE("timestamps are read in both forms") {
    CHECK(timestamp_text("2026-3-4").value() == "2026-03-04T00:00:00.000Z");
    CHECK(timestamp_text("2026-03-04 05:06:07.8 +2").value() == "2026-03-04T03:06:07.800Z");
    CHECK(timestamp_text("2000-02-29T00:00:00-24:00").value() == "2000-02-29T00:00:00.000Z");
    CHECK(timestamp_text("0110-6-07 23:41:43.224 -2:30").value() == "0110-06-08T02:11:43.224Z");
    for (const std::string text :
         {"", "2026", "2026-03", "2026-03-04x", "2026-03-04T", "26-03-04", "2026-03-04T5:6:7",
          "2026-03-04T05:06:07+", "2026-03-04T05:06:07ZZ"}) {
      CAPTURE(text);
      CHECK_FALSE(timestamp_text(text).has_value());
    }
  }

  TEST_CASE("dates before October 1582 are of the Julian calendar, and run on as Java's do") {
    const std::pair<const char*, const char*> dates[] = {
        {"1582-10-04", "1582-10-04T00:00:00.000Z"}, {"1582-10-10", "1582-10-20T00:00:00.000Z"},
        {"1582-10-15", "1582-10-15T00:00:00.000Z"}, {"1500-02-29", "1500-02-29T00:00:00.000Z"},
        {"1900-02-29", "1900-03-01T00:00:00.000Z"}, {"1582-13-32", "1583-02-01T00:00:00.000Z"},
        {"0001-1-01", "0001-01-01T00:00:00.000Z"},  {"0000-01-01", "+0000-01-01T00:00:00.000Z"}};
    for (const auto& [text, moment] : dates) {
      CAPTURE(text);
      CHECK(timestamp_text(text).value() == moment);
    }
  }

  TEST_CASE("years of five digits have a sign") {
    CHECK(timestamp_text("9999-12-31 23:00:00 -2").value() == "+10000-01-01T01:00:00.000Z");
  }
}
