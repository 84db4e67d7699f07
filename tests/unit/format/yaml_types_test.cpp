// Tests of YAML typing: which texts are booleans, numbers, nulls and texts.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "unit/format/reading.hpp"

using cairn::format::Kind;
using cairn::format::test::is_refused;
using cairn::format::test::yaml;

namespace {

// The value of a plain scalar.
std::string value(const std::string& text) {
  return yaml("k: " + text).substr(2);
}

}  // namespace

TEST_SUITE("YAML types") {
  TEST_CASE("the words of YAML 1.1 are booleans in three spellings, and no others are") {
    for (const char* word : {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) {
      CHECK(value(word) == "b:true");
    }
    for (const char* word : {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
      CHECK(value(word) == "b:false");
    }
    for (const char* word : {"y", "n", "Y", "tRue", "yEs", "oN", "'yes'", "\"no\""}) {
      CHECK(value(word).substr(0, 2) != "b:");
    }
  }

  TEST_CASE("integers are read in five notations") {
    const std::pair<std::string, std::string> numbers[] = {{"0", "0"},
                                                           {"-0", "0"},
                                                           {"12", "12"},
                                                           {"+12", "12"},
                                                           {"-7", "-7"},
                                                           {"1_000", "1000"},
                                                           {"1_", "1"},
                                                           {"1__0", "10"},
                                                           {"0b1011", "11"},
                                                           {"-0b1_1", "-3"},
                                                           {"0777", "511"},
                                                           {"010", "8"},
                                                           {"00", "0"},
                                                           {"0_7", "7"},
                                                           {"0x1F", "31"},
                                                           {"-0x1F", "-31"},
                                                           {"0x_1_F", "31"},
                                                           {"1:30", "90"},
                                                           {"12:30:45", "45045"},
                                                           {"60:1", "3601"},
                                                           {"-1:30", "-90"},
                                                           {"190:20:30", "685230"}};
    for (const auto& row : numbers) {
      const auto& text = row.first;
      const auto& number = row.second;
      CAPTURE(text);
      CHECK(value(text) == "i:" + number);
    }
  }

  TEST_CASE("integers of any size keep all digits") {
    const std::pair<std::string, std::string> numbers[] = {
        {"2147483648", "2147483648"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"9223372036854775808", "9223372036854775808"},
        {"-123456789012345678901234567890", "-123456789012345678901234567890"},
        {"0xFFFFFFFFFFFFFFFF", "18446744073709551615"},
        {"0x100000000000000000000000000000000", "340282366920938463463374607431768211456"}};
    for (const auto& row : numbers) {
      const auto& text = row.first;
      const auto& number = row.second;
      CAPTURE(text);
      CHECK(value(text) == "i:" + number);
    }
  }

  TEST_CASE("what only looks like an integer is a text") {
    for (const std::string text :
         {"08", "0o17", "0XFF", "_1", "0b", "0b2", "0x", "0xG", "0_", "1,000", "0:30", "09:30",
          "1:60", "1:", "--1", "1-1", "1.2.3", "12a"}) {
      CAPTURE(text);
      CHECK(value(text).substr(0, 2) != "i:");
    }
  }

  TEST_CASE("the powers of 60 run over in 32 bits, as in Java") {
    CHECK(yaml("k: 1:00:00:00:00:00:00") == "k=i:-588640256");
    CHECK(yaml("k: 1:00:00:00:00:00:00.5") == "k=d:-5.886402555E8");
  }

  TEST_CASE("floats are read with point, exponent, base 60 and names") {
    const std::pair<std::string, std::string> numbers[] = {{"1.10", "1.1"},
                                                           {"5.", "5.0"},
                                                           {".5", "0.5"},
                                                           {"1e3", "1000.0"},
                                                           {"1.e5", "100000.0"},
                                                           {"-1.5E-3", "-0.0015"},
                                                           {"1_0.5_0", "10.5"},
                                                           {"1e400", "Infinity"},
                                                           {"1e-400", "0.0"},
                                                           {"-.inf", "-Infinity"},
                                                           {"+.INF", "Infinity"},
                                                           {".NaN", "NaN"},
                                                           {"190:20:30.15", "685230.15"},
                                                           {"0e0", "0.0"},
                                                           {"-0.0", "-0.0"},
                                                           {"12345678.0", "1.2345678E7"},
                                                           {"0.0001", "1.0E-4"},
                                                           {"0.001", "0.001"}};
    for (const auto& row : numbers) {
      const auto& text = row.first;
      const auto& number = row.second;
      CAPTURE(text);
      CHECK(value(text) == "d:" + number);
    }
    for (const std::string text : {"1e", "1.5.5", ".", "1.5e", "-.nan", ".iNf", "1:60.5", "e5"}) {
      CAPTURE(text);
      CHECK(value(text).substr(0, 2) != "d:");
    }
  }

  TEST_CASE("a point and only underscores is the pattern of a number, and none") {
    CHECK(is_refused(Kind::yaml, "k: ._"));
  }

  TEST_CASE("a number of more than 1024 characters is a text") {
    CHECK(value(std::string(1024, '1')).substr(0, 2) == "i:");
    CHECK(value(std::string(1025, '1')) == std::string(1025, '1'));
  }

  TEST_CASE("nulls are empty texts, and dates stay texts") {
    for (const std::string text : {"", "~", "null", "Null", "NULL", "''", "!!null x"}) {
      CHECK(value(text).empty());
    }
    CHECK(value("nULL") == "nULL");
    CHECK(value("2026-03-04") == "2026-03-04");
    CHECK(value("2026-03-04T05:06:07Z") == "2026-03-04T05:06:07Z");
    CHECK(value("=") == "=");
  }

  TEST_CASE("an explicit tag decides the type") {
    const std::pair<std::string, std::string> values[] = {
        {"!!str 12", "12"},
        {"!!int '5'", "i:5"},
        {"!!int '0x1F'", "i:31"},
        {"!!float 5", "d:5.0"},
        {"!!float ' 1.5f '", "d:1.5"},
        {"!!bool 'yEs'", "b:true"},
        {"!!bool maybe", ""},
        {"! '12'", "i:12"},
        {"!<tag:yaml.org,2002:str> 12", "12"},
        {"!!binary 'Q2Fp cm4'", "x:Cairn"},
        {"!!binary Q2FpcgA=", "x:Cair"},
        {"!!timestamp 2026-03-04", "2026-03-04T00:00:00.000Z"},
        {"!!timestamp 2026-03-04t05:06:07.89-05:00", "2026-03-04T10:06:07.890Z"},
        {"!!timestamp 2024-2-29 23:59:59 +1", "2024-02-29T22:59:59.000Z"},
        {"!!timestamp 2026-13-32", "2027-02-01T00:00:00.000Z"},
        {"!!timestamp 1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"}};
    for (const auto& row : values) {
      const auto& text = row.first;
      const auto& expected = row.second;
      CAPTURE(text);
      CHECK(value(text).substr(0, expected.size()) == expected);
    }
  }

  TEST_CASE("a text that its tag does not allow is refused") {
    for (const std::string text : {"!!int 1.5",
                                   "!!int ''",
                                   "!!int 0b",
                                   "!!int 09",
                                   "!!float x",
                                   "!!float ''",
                                   "!!binary '***'",
                                   "!!binary A",
                                   "!!binary AB=",
                                   "!!timestamp today",
                                   "!!seq x",
                                   "!!map x",
                                   "!!set x",
                                   "!!merge x",
                                   "!local x",
                                   "!!unknown x",
                                   "!!java.io.File x",
                                   "!e!x y",
                                   "<<",
                                   "!!timestamp 2026-03-04T05:06"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, "k: " + text));
    }
  }
}
