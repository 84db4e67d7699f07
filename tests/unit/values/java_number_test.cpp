// The text of doubles, as Java 17 writes them.
#include "values/java_number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace cairn::values {
namespace {

TEST_SUITE("java_double_text") {
  TEST_CASE("numbers from a thousandth to ten million are plain, others scientific") {
    const std::vector<std::pair<double, std::string>> cases{
        {0.001, "0.001"},
        {0.00099999, "9.9999E-4"},
        {9999999.0, "9999999.0"},
        {1e7, "1.0E7"},
        {12345678.0, "1.2345678E7"},
        {0.1, "0.1"},
        {1.5, "1.5"},
        {100.0, "100.0"},
        {1234567.25, "1234567.25"},
        {-1.5e-7, "-1.5E-7"},
        {6.02214076e23, "6.02214076E23"},
    };
    for (const auto& [number, text] : cases) {
      CHECK(java_double_text(number) == text);
    }
  }

  TEST_CASE("signs, zeros and what is no number") {
    CHECK(java_double_text(0.0) == "0.0");
    CHECK(java_double_text(-0.0) == "-0.0");
    CHECK(java_double_text(std::numeric_limits<double>::infinity()) == "Infinity");
    CHECK(java_double_text(-std::numeric_limits<double>::infinity()) == "-Infinity");
    CHECK(java_double_text(std::nan("")) == "NaN");
  }

  TEST_CASE("the ends of the range") {
    CHECK(java_double_text(4.9e-324) == "4.9E-324");
    CHECK(java_double_text(2.2250738585072014e-308) == "2.2250738585072014E-308");
    CHECK(java_double_text(std::numeric_limits<double>::max()) == "1.7976931348623157E308");
  }

  TEST_CASE("digits beyond those that are needed come out where Java 17 writes them") {
    CHECK(java_double_text(1e23) == "9.999999999999999E22");
    CHECK(java_double_text(2e23) == "1.9999999999999998E23");
    CHECK(java_double_text(9007199254740993.0) == "9.007199254740992E15");
    CHECK(java_double_text(1e22) == "1.0E22");
  }

  TEST_CASE("the text reads back as the same number") {
    double number = 1.0;
    for (int i = 0; i < 600; ++i) {
      number *= i % 2 == 0 ? 0.37 : 1.9;
      CHECK(std::strtod(java_double_text(number).c_str(), nullptr) == number);
    }
  }
}

}  // namespace
}  // namespace cairn::values
