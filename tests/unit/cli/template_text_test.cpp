// Templates: what is filled in, what stays, and where errors are.
#include "cli/template_text.hpp"

#include <string>

#include "client/sources.hpp"

using cairn::Config;
using cairn::ErrorCode;
using cairn::cli::fill_template;
using cairn::test::config_of;
using cairn::test::yaml;

namespace {

std::string filled(std::string_view text, const Config& config) {
  const auto result = fill_template(text, "t.in", config);
  INFO((result ? "" : result.error().text()));
  REQUIRE(result.has_value());
  return *result;
}

std::string error_in(std::string_view text, const Config& config) {
  const auto result = fill_template(text, "t.in", config);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::failed_precondition);
  return result.error().text();
}

}  // namespace

TEST_SUITE("fill_template") {
  TEST_CASE("placeholders get values, in any spelling of their names") {
    const Config config = config_of("server:\n  max-size: 7\nhosts: [a, b]");
    CHECK(filled("x ${server.max-size};\ny ${server.maxSize} ${hosts[1]}\n", config) ==
          "x 7;\ny 7 b\n");
  }

  TEST_CASE("defaults, placeholders in placeholders, and values with placeholders") {
    const Config config = config_of("env: eu\nhost.eu: h1\nurl: http://${host.${env}}/");
    CHECK(filled("${nope:none} ${nope:} ${host.${env}} ${url} ${nope:${env}}", config) ==
          "none  h1 http://h1/ eu");
  }

  TEST_CASE("everything else stays") {
    const Config config = config_of("a: 1");
    for (const char* text : {"", "$uri { } $ {a} $${", "{\"json\": {}}", "100 %\r\n\t"}) {
      CAPTURE(text);
      if (std::string_view(text).find("${") == std::string_view::npos) {
        CHECK(filled(text, config) == text);
      }
    }
    CHECK(filled("\\${a} is ${a}", config) == "${a} is 1");
    CHECK(filled("${nope:{\"x\": {}}}", config) == "{\"x\": {}}");
  }

  TEST_CASE("a value is not read as a template") {
    CHECK(filled("${a}", config_of("a: 'x \\${b}'")) == "x ${b}");
  }

  TEST_CASE("an element of a list that another source replaces does not count") {
    const Config config = Config::of({yaml("1.yml", "hosts: [a]"), yaml("2.yml", "hosts: [b, c]")});
    CHECK(filled("${hosts[0]} ${hosts[1]:none}", config) == "a none");
  }

  TEST_CASE("what cannot be filled in is told with its line and column") {
    const Config config = config_of("a: ${b}\nb: ${a}");
    CHECK(error_in("x\n  ${nope}", config).starts_with("t.in:2:3: "));
    CHECK(error_in("\xc3\xa4 ${nope}", config).starts_with("t.in:1:3: "));
    CHECK(error_in("${a}", config).starts_with("t.in:1:1: "));
    CHECK(error_in("x ${a", config) == "t.in:1:3: a placeholder has no end");
  }
}
