// Typed reads of whole numbers and floating point.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "client/sources.hpp"

using cairn::BigInteger;
using cairn::Binary;
using cairn::ErrorCode;
using cairn::Value;
using cairn::test::error_of;
using cairn::test::one;

namespace {

template <typename T>
void check_range() {
  using Limits = std::numeric_limits<T>;
  const std::string min = std::to_string(Limits::min());
  const std::string max = std::to_string(Limits::max());
  CAPTURE(max);
  CHECK(one(min).get<T>("k").value() == Limits::min());
  CHECK(one(max).get<T>("k").value() == Limits::max());
  // One more than max, and one less than min, by its last digit: it is 7, 8 or 5, or 0 for "0".
  std::string above = max;
  ++above.back();
  std::string below = min == "0" ? "-1" : min;
  below.back() = min == "0" ? '1' : static_cast<char>(min.back() + 1);
  for (const std::string& bad : {above, below}) {
    const std::string words =
        "shop.yml:3:7: k: '" + bad + "' is out of range: " + min + " to " + max;
    CHECK(error_of(one(bad).get<T>("k")) == words);
    CHECK(error_of(one(BigInteger{bad}).get<T>("k")) == words);
  }
}

}  // namespace

TEST_SUITE("whole numbers") {
  TEST_CASE("each type has its range, and both ends of it are checked") {
    check_range<std::int8_t>();
    check_range<std::uint8_t>();
    check_range<std::int16_t>();
    check_range<std::uint16_t>();
    check_range<std::int32_t>();
    check_range<std::uint32_t>();
    check_range<std::int64_t>();
    check_range<std::uint64_t>();
  }

  TEST_CASE("what a file typed as a number has the same ranges") {
    CHECK(one(std::int64_t{255}).get<std::uint8_t>("k").value() == 255);
    CHECK(one(std::int64_t{-128}).get<std::int8_t>("k").value() == -128);
    CHECK_FALSE(one(std::int64_t{256}).get<std::uint8_t>("k").has_value());
    CHECK_FALSE(one(std::int64_t{-129}).get<std::int8_t>("k").has_value());
    CHECK_FALSE(one(std::int64_t{-1}).get<std::uint64_t>("k").has_value());
    const auto least = std::numeric_limits<std::int64_t>::min();
    CHECK(one(least).get<std::int64_t>("k").value() == least);
    CHECK(one(BigInteger{"18446744073709551615"}).get<std::uint64_t>("k").value() ==
          std::numeric_limits<std::uint64_t>::max());
  }

  TEST_CASE("texts are read as Spring reads them") {
    struct Row {
      const char* text;
      int number;
    };
    for (const Row& row : {Row{"80", 80}, Row{"+7", 7}, Row{"-7", -7}, Row{" 80 ", 80},
                           Row{"1 000", 1000}, Row{"0x1F", 31}, Row{"0X1f", 31}, Row{"#1F", 31},
                           Row{"-0x10", -16}, Row{"010", 10}, Row{"-0", 0}}) {
      CAPTURE(row.text);
      CHECK(one(row.text).get<int>("k").value() == row.number);
    }
    CHECK(one("-0").get<unsigned>("k").value() == 0);
  }

  TEST_CASE("other texts and other types are refused") {
    for (const char* text :
         {"x", "1.5", "1e3", "0x", "#", "-", "+", "--1", "- -1", "1_000", "1,000", "80a", "true"}) {
      CAPTURE(text);
      const auto number = one(text).get<int>("k");
      REQUIRE_FALSE(number.has_value());
      CHECK(number.error().code == ErrorCode::invalid_argument);
      CHECK(number.error().text() ==
            "shop.yml:3:7: k: '" + std::string(text) + "' is no whole number");
    }
    CHECK_FALSE(one(true).get<int>("k").has_value());
    CHECK_FALSE(one(Binary{"1"}).get<int>("k").has_value());
  }

  TEST_CASE("a number with a point is one if it has no fraction") {
    CHECK(one(3.0).get<int>("k").value() == 3);
    CHECK(one(-3.0).get<int>("k").value() == -3);
    CHECK(error_of(one(3.5).get<int>("k")) == "shop.yml:3:7: k: '3.5' is no whole number");
    CHECK_FALSE(one(std::nan("")).get<int>("k").has_value());
    CHECK_FALSE(one(1e30).get<std::int64_t>("k").has_value());
    CHECK_FALSE(one(9223372036854775808.0).get<std::int64_t>("k").has_value());
    CHECK(one(-9223372036854775808.0).get<std::int64_t>("k").has_value());
  }

  TEST_CASE("an empty text is no value") {
    CHECK(error_of(one("").get<int>("k")) == "shop.yml:3:7: k: an empty text is no value");
    CHECK(one("").get<int>("k").error().code == ErrorCode::not_found);
    CHECK(one("").get<int>("k", 5).value() == 5);
    CHECK(one("").get<std::optional<int>>("k").value() == std::nullopt);
  }
}

TEST_SUITE("floating point") {
  TEST_CASE("what is understood") {
    struct Row {
      Value value;
      double number;
    };
    for (const Row& row :
         {Row{"1.5", 1.5}, Row{" -1.5 ", -1.5}, Row{"+2", 2}, Row{"1e3", 1000}, Row{".5", 0.5},
          Row{"1.", 1}, Row{"1.5f", 1.5}, Row{"2D", 2}, Row{std::int64_t{7}, 7}, Row{2.25, 2.25},
          Row{BigInteger{"18446744073709551616"}, 18446744073709551616.0}}) {
      CHECK(one(row.value).get<double>("k").value() == row.number);
    }
    CHECK(std::isnan(one("NaN").get<double>("k").value()));
    CHECK(one("-Infinity").get<double>("k").value() == -std::numeric_limits<double>::infinity());
    CHECK(one("Infinity").get<float>("k").value() == std::numeric_limits<float>::infinity());
  }

  TEST_CASE("what is refused") {
    for (const char* text : {"x", "nan", "inf", "1.5x", "0x10", "f", "-", "1e", "1,5"}) {
      CAPTURE(text);
      CHECK(error_of(one(text).get<double>("k")) ==
            "shop.yml:3:7: k: '" + std::string(text) + "' is no number");
    }
    CHECK_FALSE(one(false).get<double>("k").has_value());
    CHECK_FALSE(one(Binary{"1"}).get<double>("k").has_value());
  }

  TEST_CASE("what the type cannot hold is out of range") {
    CHECK(one("3.4028234e38").get<float>("k").has_value());
    CHECK(error_of(one("3.5e38").get<float>("k")) ==
          "shop.yml:3:7: k: '3.5e38' is out of range for the type that is read");
    CHECK(one("1.7976931348623157e308").get<double>("k").has_value());
    CHECK_FALSE(one("1e309").get<double>("k").has_value());
  }
}
