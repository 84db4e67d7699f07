// Encrypted values in the bytes of a file, and what blame says of lines.
#include "cli/encrypted_values.hpp"

#include <doctest/doctest.h>

#include "cli/work_tree.hpp"

using namespace cairn;
using namespace cairn::cli;

namespace {

// "key=text@what stands there", or "key=text@-"; one for each value.
std::string values_of(const char* path, const std::string& bytes) {
  const auto values = encrypted_values(*kind_of_file(path), bytes);
  if (!values) {
    return "error";
  }
  std::string out;
  for (const EncryptedValue& value : *values) {
    out += value.key + '=' + value.text + '@' +
           (value.offset ? std::to_string(*value.offset) : std::string("-")) + ' ';
    if (value.offset) {
      CHECK(bytes.compare(*value.offset, value.text.size(), value.text) == 0);
    }
  }
  return out;
}

}  // namespace

TEST_SUITE("encrypted_values") {
  TEST_CASE("files of configuration, by their names") {
    CHECK(kind_of_file("a/x.YML") == format::Kind::yaml);
    CHECK(kind_of_file("x.json") == format::Kind::yaml);
    CHECK(kind_of_file("x.properties") == format::Kind::properties);
    CHECK(kind_of_file("x.xml") == format::Kind::xml);
    CHECK_FALSE(kind_of_file("x.txt").has_value());
    CHECK_FALSE(kind_of_file(".yml").has_value());
  }

  TEST_CASE("each quoting of YAML, and properties") {
    CHECK(values_of("x.yml", "a: '{cipher}01'\nb: \"{cipher}02\"\n") == "a=01@12 b=02@28 ");
    CHECK(values_of("x.yml", "a: >-\n  {cipher}03\n") == "a=03@16 ");
    CHECK(values_of("x.properties", "a={cipher}01\r\nb : {cipher}02\r\n") == "a=01@10 b=02@26 ");
    CHECK(values_of("x.yml", "a: 1\n").empty());
  }

  TEST_CASE("of equal texts each value has its own, and comments are none") {
    CHECK(values_of("x.yml", "# '{cipher}01'\na: '{cipher}01'\nb: '{cipher}01'\n") ==
          "a=01@27 b=01@43 ");
    CHECK(values_of("x.yml", "a: '{cipher}01'\nb: '{cipher}0102'\n") == "a=01@12 b=0102@28 ");
    CHECK(values_of("x.yml", "é: 'ü'\n# {cipher}01\nb: [ü, '{cipher}01']\n") == "b[1]=01@39 ");
  }

  TEST_CASE("a text that is written in another way has no place") {
    CHECK(values_of("x.yml", "a: \"{cipher}0\\x31\"\n") == "a=01@- ");
    CHECK(values_of("x.properties", "a={cipher}0\\\n  1\n") == "a=01@- ");
  }

  TEST_CASE("a broken file is an error, unless nothing in it is encrypted") {
    CHECK(values_of("x.yml", "a: [\nb: '{cipher}01'") == "error");
    CHECK(values_of("x.yml", "a: [\n").empty());
  }

  TEST_CASE("formats are told without secrets") {
    CHECK(format_of_value("01") == "spring");
    CHECK(format_of_value("{key:orders}{secret:hush}AQ==") == "spring {key:orders}");
    CHECK(format_of_value("cairn:1:k1:AAECAwQFBgcICQoLoGqu8IgN993OEjJClhf7Ug") == "cairn k1");
    CHECK(format_of_value("cairn:2:k1:AA") == "cairn, of no known form");
  }
}

TEST_SUITE("parse_blame") {
  TEST_CASE("lines get the commit and its time; what is not committed gets none") {
    const std::string first(40, 'a');
    const std::string second(40, 'b');
    const auto written = parse_blame(first + " 1 1 1\nauthor X\ncommitter-time 100\nfilename f\n" +
                                     "\tcommitter-time 999\n" + second +
                                     " 7 2 1\ncommitter-time 200\n\tx\n" + first + " 3 3\n\ty\n" +
                                     std::string(40, '0') + " 4 4 1\ncommitter-time 300\n\tz\n");
    REQUIRE(written.size() == 3);
    CHECK(written.at(1).commit == first);
    CHECK(written.at(1).time.time_since_epoch() == std::chrono::seconds(100));
    CHECK(written.at(2).commit == second);
    CHECK(written.at(3).time.time_since_epoch() == std::chrono::seconds(100));
  }
}
