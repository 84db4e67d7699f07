// Thousands of generated documents and environments, the same ones each time: written, read again
// and compared with what went in.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>

#include "support/carried.hpp"
#include "support/choices.hpp"
#include "support/generated.hpp"
#include "support/reference_merge.hpp"
#include "support/round_trips.hpp"

namespace cairn::testing {
namespace {

constexpr std::uint64_t seed = 20'260'301;
constexpr int rounds = 3'000;

class Bytes {
 public:
  std::string next() {
    std::string out(engine_() % 2'000, '\0');
    for (char& byte : out) {
      byte = static_cast<char>(engine_());
    }
    return out;
  }

 private:
  std::mt19937_64 engine_{seed};  // its sequence is fixed by the standard
};

template <typename Make>
void check_all(Make make, std::string (*broken)(const decltype(make(std::declval<Choices&>()))&)) {
  Bytes bytes;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const std::string given = bytes.next();
    Choices choices(given);
    REQUIRE(broken(make(choices)) == "");
  }
}

TEST_SUITE("round trips") {
  TEST_CASE("a nested document comes back from YAML") {
    check_all(any_document, broken_yaml_dump);
  }

  TEST_CASE("a nested document comes back from JSON") {
    check_all(any_document, broken_json_dump);
  }

  TEST_CASE("an environment comes back from flat YAML") {
    check_all(any_environment, broken_flat_yaml);
  }

  TEST_CASE("an environment comes back from flat JSON") {
    check_all(any_environment, broken_flat_json);
  }

  TEST_CASE("an environment comes back from flat properties") {
    check_all(any_environment, broken_flat_properties);
  }

  TEST_CASE("nothing of the highest source is lost, whatever lies below") {
    check_all(any_environment, broken_precedence);
  }

  TEST_CASE("properties stored with escapes are read as they were") {
    check_all(any_environment, broken_stored_properties);
  }

  TEST_CASE("properties stored as XML are read as they were") {
    check_all(any_environment, broken_stored_xml);
  }

  TEST_CASE("an environment comes back from environment JSON") {
    check_all(any_environment, broken_environment_json);
  }

  // What the tests above leave out must stay the exception, or they would prove nothing.
  TEST_CASE("most generated properties are carried by the formats") {
    Bytes bytes;
    std::size_t all = 0;
    std::size_t nesting = 0;
    std::size_t lines = 0;
    for (int round = 0; round < 300; ++round) {
      const std::string given = bytes.next();
      Choices choices(given);
      const Environment environment = any_environment(choices);
      all += merged(environment).size();
      nesting += merged(with_nesting_keys(environment)).size();
      for (const Property& property : merged(environment)) {
        lines += properties_carry(property.key, text_of(property.value)) ? 1 : 0;
      }
    }
    CHECK(all > 2'000);
    CHECK(nesting > all / 2);
    CHECK(lines > all / 4);
  }
}

}  // namespace
}  // namespace cairn::testing
