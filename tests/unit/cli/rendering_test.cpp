// What render is asked to write: targets and modes.
#include "cli/rendering.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn::cli;

TEST_SUITE("targets") {
  TEST_CASE("a template and its file are parted at the first equals sign") {
    const auto target = parse_template_target("a.in=b=c");
    REQUIRE(target.has_value());
    CHECK(target->template_file == "a.in");
    CHECK(target->path == "b=c");
    for (const char* text : {"", "=", "a=", "=b", "a"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_template_target(text).has_value());
    }
  }

  TEST_CASE("the format of a file is named, or its extension") {
    CHECK(parse_file_target("x.yaml")->format == Format::yml);
    CHECK(parse_file_target("x.conf:json")->format == Format::json);
    CHECK(parse_file_target("x.conf:json")->path == "x.conf");
    CHECK(parse_file_target("a:b.env")->path == "a:b.env");
    CHECK(parse_file_target("x.yml:properties")->format == Format::properties);
    for (const char* text : {"", "x", "x.conf", "x.conf:xml", ":"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_file_target(text).has_value());
    }
  }

  TEST_CASE("modes are octal, and have no bits beyond rwx") {
    CHECK(parse_mode("0640") == mode_t{0640});
    CHECK(parse_mode("777") == mode_t{0777});
    CHECK(parse_mode("0") == mode_t{0});
    for (const char* text : {"", "8", "rw", "1777", "-1", "000640", "0x1"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_mode(text).has_value());
    }
  }
}
