// Object ids and their digits.
#include "source/git/object_id.hpp"

#include <doctest/doctest.h>

using cairn::source::git::ObjectId;

TEST_SUITE("ObjectId") {
  TEST_CASE("digits of either case are read, and written in lower case") {
    const auto id = ObjectId::parse("051A9EDA3D4A624EEA4978f4cf1c99c1ceeaee55");

    REQUIRE(id.has_value());
    CHECK(id->hex() == "051a9eda3d4a624eea4978f4cf1c99c1ceeaee55");
  }

  TEST_CASE("what is not 40 hex digits is no id") {
    for (const char* text :
         {"", "051a9ed", "051a9eda3d4a624eea4978f4cf1c99c1ceeaee5",
          "051a9eda3d4a624eea4978f4cf1c99c1ceeaee555", "g51a9eda3d4a624eea4978f4cf1c99c1ceeaee55",
          " 51a9eda3d4a624eea4978f4cf1c99c1ceeaee55"}) {
      CAPTURE(text);
      CHECK_FALSE(ObjectId::parse(text).has_value());
    }
  }
}
