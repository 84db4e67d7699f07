// Typed reads of texts, truths, durations, sizes, enumerations and a program's own types.
#include <chrono>
#include <cstdint>
#include <string>

#include "client/sources.hpp"

using cairn::Binary;
using cairn::DataSize;
using cairn::Value;
using cairn::test::error_of;
using cairn::test::one;
using namespace std::chrono_literals;

namespace {

enum class Mode { read_only, read_write };

struct Address {
  std::string host;
  int port = 0;
};

}  // namespace

template <>
struct cairn::EnumNames<Mode> {
  static constexpr auto names =
      cairn::enum_names<Mode>({{"read-only", Mode::read_only}, {"read-write", Mode::read_write}});
};

template <>
struct cairn::Convert<Address> {
  static cairn::Result<Address> from(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
      return cairn::fail(cairn::ErrorCode::invalid_argument, "an address has a ':'");
    }
    return Address{std::string(text.substr(0, colon)),
                   std::stoi(std::string(text.substr(colon + 1)))};
  }
};

TEST_SUITE("texts and truths") {
  TEST_CASE("every value has a text") {
    CHECK(one("a b").get<std::string>("k").value() == "a b");
    CHECK(one("").get<std::string>("k").value().empty());
    CHECK(one(true).get<std::string>("k").value() == "true");
    CHECK(one(std::int64_t{7}).get<std::string>("k").value() == "7");
    CHECK(one(1.0).get<std::string>("k").value() == "1.0");
    CHECK(one(Binary{"\xFF"}).get<std::string>("k").value() == "\xFF");
    CHECK(std::get<bool>(one(true).get<Value>("k").value()));
  }

  TEST_CASE("Spring's words of truth") {
    for (const Value& yes : {Value("true"), Value("on"), Value("YES"), Value("1"), Value(" True "),
                             Value(true), Value(std::int64_t{1})}) {
      CHECK(one(yes).get<bool>("k").value());
    }
    for (const Value& no : {Value("false"), Value("off"), Value("No"), Value("0"), Value(false),
                            Value(std::int64_t{0})}) {
      CHECK_FALSE(one(no).get<bool>("k").value());
    }
    for (const char* bad : {"maybe", "2", "t", "y", "-1", "truee"}) {
      CHECK(error_of(one(bad).get<bool>("k")) ==
            "shop.yml:3:7: k: '" + std::string(bad) + "' is neither true nor false");
    }
  }
}

TEST_SUITE("durations and sizes") {
  TEST_CASE("a bare number is milliseconds") {
    CHECK(one("250").get<std::chrono::milliseconds>("k").value() == 250ms);
    CHECK(one(std::int64_t{2000}).get<std::chrono::seconds>("k").value() == 2s);
    CHECK(one("-1").get<std::chrono::milliseconds>("k").value() == -1ms);
  }

  TEST_CASE("units and ISO-8601") {
    CHECK(one("30s").get<std::chrono::seconds>("k").value() == 30s);
    CHECK(one("PT5M").get<std::chrono::minutes>("k").value() == 5min);
    CHECK(one("1d").get<std::chrono::hours>("k").value() == 24h);
    CHECK(one("7ns").get<std::chrono::nanoseconds>("k").value() == 7ns);
    CHECK(one("1500ms").get<std::chrono::duration<double>>("k").value().count() == 1.5);
  }

  TEST_CASE("what the type cannot hold is an error, never cut off") {
    CHECK(error_of(one("1500ms").get<std::chrono::seconds>("k")) ==
          "shop.yml:3:7: k: '1500ms' is no whole number of the unit that is read");
    using Short = std::chrono::duration<std::int16_t, std::milli>;
    CHECK(one("32767").get<Short>("k").value().count() == 32767);
    CHECK(error_of(one("32768").get<Short>("k")) ==
          "shop.yml:3:7: k: '32768' is too long for the type that is read");
    CHECK(one("-32768").get<Short>("k").has_value());
    CHECK_FALSE(one("-32769").get<Short>("k").has_value());
    CHECK(error_of(one("5 parsecs").get<std::chrono::seconds>("k")) ==
          "shop.yml:3:7: k: '5 parsecs' is no duration: write 10s, 500ms, 5m or PT10S");
    CHECK_FALSE(one(1.5).get<std::chrono::seconds>("k").has_value());
    CHECK_FALSE(one("200y").get<std::chrono::seconds>("k").has_value());
  }

  TEST_CASE("sizes are powers of 1024") {
    CHECK(one("8MB").get<DataSize>("k").value() == DataSize::of_megabytes(8));
    CHECK(one("64kb").get<DataSize>("k").value() == DataSize::of_kilobytes(64));
    CHECK(one(std::int64_t{100}).get<DataSize>("k").value().bytes == 100);
    CHECK(error_of(one("1 furlong").get<DataSize>("k")) ==
          "shop.yml:3:7: k: '1 furlong' is no size: write 8192, 64KB, 8MB or 1GB");
    CHECK_FALSE(one(std::int64_t{-1}).get<DataSize>("k").has_value());
  }
}

TEST_SUITE("types of the program") {
  TEST_CASE("names of an enumeration are compared by letters and digits") {
    for (const char* text : {"read-only", "READ_ONLY", "readOnly", "read only"}) {
      CHECK(one(text).get<Mode>("k").value() == Mode::read_only);
    }
    CHECK(one("read.write").get<Mode>("k").value() == Mode::read_write);
    CHECK(error_of(one("write").get<Mode>("k")) ==
          "shop.yml:3:7: k: 'write' is none of read-only, read-write");
    CHECK(one("").get<Mode>("k", Mode::read_write).value() == Mode::read_write);
  }

  TEST_CASE("a conversion of the program's own") {
    CHECK(one("db:5432").get<Address>("k").value().port == 5432);
    CHECK(error_of(one("db").get<Address>("k")) == "shop.yml:3:7: k: an address has a ':'");
    CHECK(one("a:1,b:2").get<std::vector<Address>>("k").value().at(1).host == "b");
  }

  TEST_CASE("a long value is not told whole") {
    const std::string text(100, 'x');
    const std::string error = error_of(one(text).get<int>("k"));
    CHECK(error.find(std::string(64, 'x') + "...'") != std::string::npos);
    CHECK(error.find(std::string(65, 'x')) == std::string::npos);
    // Never half a character.
    std::string umlauts = "a";
    for (int i = 0; i < 50; ++i) {
      umlauts += "\xC3\xA4";
    }
    CHECK(error_of(one(umlauts).get<int>("k")).find("\xC3...") == std::string::npos);
  }
}
