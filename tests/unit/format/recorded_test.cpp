// Tests against the recorded answers of the reference: each recorded property source that is one
// whole file must come out of that file.
#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "format/java_text.hpp"
#include "unit/format/recordings.hpp"

namespace cairn::format::test {
namespace {

using Json = nlohmann::ordered_json;

// The digits of an integer, which is a text when it is long.
std::string number_text(const Json& recorded) {
  return recorded.is_string() ? recorded.get<std::string>() : recorded.dump();
}

bool is_equal(const Value& value, const Json& recorded) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return recorded.is_string() && recorded.get<std::string>() == *text;
  }
  if (const auto* truth = std::get_if<bool>(&value)) {
    return recorded.is_boolean() && recorded.get<bool>() == *truth;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return number_text(recorded) == std::to_string(*number);
  }
  if (const auto* number = std::get_if<BigInteger>(&value)) {
    return number_text(recorded) == number->digits;
  }
  if (const auto* number = std::get_if<double>(&value)) {
    // What is not finite is written as a text.
    return recorded.is_string() ? recorded.get<std::string>() == java_text(*number)
                                : recorded.is_number_float() && recorded.get<double>() == *number;
  }
  const auto bytes =
      recorded.is_string() ? base64_bytes(recorded.get<std::string>()) : std::nullopt;
  return bytes && *bytes == std::get<Binary>(value).bytes;
}

bool is_equal(const Property& property, const Json& recorded) {
  if (!recorded.is_object()) {
    return is_equal(property.value, recorded);
  }
  const std::string origin =
      std::to_string(property.at.line) + ":" + std::to_string(property.at.column);
  return is_equal(property.value, recorded.at("value")) && recorded.at("origin") == origin;
}

bool is_equal(const Properties& properties, const Json& recorded) {
  if (properties.size() != recorded.size()) {
    return false;
  }
  auto place = recorded.items().begin();
  for (const Property& property : properties) {
    if (property.key != place.key() || !is_equal(property, place.value())) {
      return false;
    }
    ++place;
  }
  return true;
}

}  // namespace

TEST_SUITE("recorded answers") {
  TEST_CASE("every recorded source comes out of its file, in order, typed and with its places") {
    CHECK(recordings().sources.size() > 120);
    for (const RecordedSource& recorded : recordings().sources) {
      CAPTURE(recorded.file.name);
      const auto file = parse(recorded.file.kind, recorded.file.bytes);
      REQUIRE(file.has_value());
      REQUIRE((*file)->documents.size() == 1);
      CHECK(is_equal(*(*file)->documents.front(), recorded.source));
    }
  }

  TEST_CASE("a file whose application could not be answered is refused") {
    CHECK(recordings().refused.size() > 20);
    for (const RecordedFile& recorded : recordings().refused) {
      CAPTURE(recorded.name);
      const auto file = parse(recorded.kind, recorded.bytes);
      REQUIRE_FALSE(file.has_value());
      CHECK(file.error().code == ErrorCode::failed_precondition);
    }
  }
}

}  // namespace cairn::format::test
