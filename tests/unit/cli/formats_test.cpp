// Formats: a configuration as one text.
#include "cli/formats.hpp"

#include <string>

#include "client/sources.hpp"

using namespace cairn::cli;
using cairn::Config;
using cairn::ErrorCode;
using cairn::test::config_of;
using cairn::test::yaml;

namespace {

std::string text_of(const Config& config, const std::string& below, Format format) {
  const auto text = format_text(config, below, format);
  REQUIRE(text.has_value());
  return *text;
}

}  // namespace

TEST_CASE("every name that is offered names a format") {
  for (const std::string& name : format_names()) {
    CAPTURE(name);
    CHECK(format_named(name).has_value());
  }
  CHECK_FALSE(format_named("xml").has_value());
  CHECK_FALSE(format_named("").has_value());
}

TEST_CASE("all sources in one text, with placeholders resolved and a line end") {
  const Config config = Config::of(
      {yaml("1.yml", "a: {b: 1}\nu: x${a.b}"), yaml("2.yml", "a: {b: 2, c: true}\nl: [1, 2]")});
  CHECK(text_of(config, "", Format::yml) == "a:\n  b: 1\n  c: true\nu: x1\nl:\n- 1\n- 2\n");
  CHECK(text_of(config, "", Format::properties) == "a.b: 1\na.c: true\nu: x1\nl[0]: 1\nl[1]: 2\n");
  CHECK(text_of(config, "", Format::json) ==
        "{\"a\":{\"b\":1,\"c\":true},\"u\":\"x1\",\"l\":[1,2]}\n");
  CHECK(text_of(config, "", Format::env) == "A_B='1'\nU='x1'\nA_C='true'\nL_0='1'\nL_1='2'\n");
}

TEST_CASE("what lies below a name keeps its whole keys, and placeholders see everything") {
  const Config config =
      config_of("port: 80\nshop:\n  url: http://x:${port}/\n  size: 1\nshopping: 2");
  CHECK(text_of(config, "shop", Format::yml) == "shop:\n  url: http://x:80/\n  size: 1\n");
  CHECK(text_of(config, "Shop.Size", Format::properties) == "shop.size: 1\n");
  CHECK(text_of(config, "shop.url", Format::env) == "SHOP_URL='http://x:80/'\n");
  CHECK(text_of(config, "nothing", Format::yml) == "{}\n");
}

TEST_CASE("a circle of placeholders is an error of the content") {
  const auto text = format_text(config_of("a: ${b}\nb: ${a}"), "", Format::yml);
  REQUIRE_FALSE(text.has_value());
  CHECK(text.error().code == ErrorCode::failed_precondition);
}
