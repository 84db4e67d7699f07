// Tests of values/data_size.hpp.
#include "values/data_size.hpp"

#include <doctest/doctest.h>

using cairn::values::data_size_text;
using cairn::values::parse_data_size;

TEST_SUITE("data sizes") {
  TEST_CASE("what is understood") {
    CHECK(parse_data_size("0").value() == 0);
    CHECK(parse_data_size("8192").value() == 8192);
    CHECK(parse_data_size(" 64kb ").value() == 65'536);
    CHECK(parse_data_size("8MB").value() == 8'388'608);
    CHECK(parse_data_size("1GB").value() == 1'073'741'824);
    CHECK(parse_data_size("3B").value() == 3);
  }

  TEST_CASE("what is refused") {
    for (const char* text : {"", "MB", "-1", "1.5MB", "1 MB", "1MiB", "1K", "ten"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_data_size(text).has_value());
    }
  }

  TEST_CASE("the limit is 2^63 - 1 bytes") {
    CHECK(parse_data_size("9223372036854775807").has_value());
    CHECK_FALSE(parse_data_size("9223372036854775808").has_value());
    CHECK(parse_data_size("8388607TB").has_value());
    CHECK_FALSE(parse_data_size("8388608TB").has_value());
    CHECK_FALSE(parse_data_size("99999999999999999999999").has_value());
  }

  TEST_CASE("text is what would be written by hand") {
    CHECK(data_size_text(0) == "0B");
    CHECK(data_size_text(100) == "100B");
    CHECK(data_size_text(65'536) == "64KB");
    CHECK(data_size_text(8'388'608) == "8MB");
    CHECK(data_size_text(268'435'456) == "256MB");
  }
}
