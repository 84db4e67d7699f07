// Tests of app/arguments.hpp.
#include "app/arguments.hpp"

#include <doctest/doctest.h>

using namespace cairn;
using app::parse_arguments;
using app::Verb;

TEST_SUITE("arguments") {
  TEST_CASE("settings keep their order, and may have no value") {
    const auto parsed = parse_arguments({"--server.port=9000", "--b", "--c=x=y", "--d="});

    REQUIRE(parsed.has_value());
    CHECK(parsed->verb == Verb::serve);
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"server.port", "9000"}, {"b", ""}, {"c", "x=y"}, {"d", ""}};
    CHECK(parsed->settings == expected);
  }

  TEST_CASE("a setting given twice has both values") {
    const auto parsed = parse_arguments({"--a=1", "--b=2", "--a=3"});

    REQUIRE(parsed.has_value());
    REQUIRE(parsed->settings.size() == 2);
    CHECK(parsed->settings[0].second == "1,3");
  }

  TEST_CASE("verbs") {
    CHECK(parse_arguments({})->verb == Verb::serve);
    CHECK(parse_arguments({"--check-config", "--a=b"})->verb == Verb::check_config);
    CHECK(parse_arguments({"--check-config", "--a=b"})->settings.size() == 1);
    CHECK(parse_arguments({"--help"})->verb == Verb::help);
    CHECK(parse_arguments({"-h"})->verb == Verb::help);
    CHECK(parse_arguments({"--version"})->verb == Verb::version);
  }

  TEST_CASE("access test has a user and a path, and settings behind them") {
    const auto arguments = parse_arguments({"access", "test", "ann", "/shop/dev", "--a=b"});
    REQUIRE(arguments.has_value());
    CHECK(arguments->verb == Verb::access_test);
    CHECK(arguments->user == "ann");
    CHECK(arguments->path == "/shop/dev");
    CHECK(arguments->settings.size() == 1);
    for (const std::vector<std::string>& bad :
         std::vector<std::vector<std::string>>{{"access"},
                                               {"access", "test"},
                                               {"access", "test", "ann"},
                                               {"access", "list", "a", "b"},
                                               {"access", "test", "ann", "--a=b"},
                                               {"access", "test", "ann", "/shop/dev", "more"}}) {
      CHECK_FALSE(parse_arguments(bad).has_value());
    }
  }

  TEST_CASE("help wins over what is wrong") {
    CHECK(parse_arguments({"nonsense", "--help"})->verb == Verb::help);
  }

  TEST_CASE("what is no argument is refused with what to write instead") {
    struct Case {
      std::vector<std::string> words;
      const char* hint;
    };
    const Case cases[] = {
        {{"serve"}, "--name=value"},
        {{"--server.port", "9000"}, "--server.port=9000"},
        {{"server.port=9000"}, "--server.port=9000"},
        {{"-Dserver.port=9000"}, "--server.port=9000"},
        {{"-p"}, "two dashes"},
        {{"my.yml"}, "--spring.config.location=my.yml"},
        {{"--"}, "no argument"},
        {{"--=x"}, "no argument"},
        {{""}, "no argument"},
    };
    for (const Case& one : cases) {
      CAPTURE(one.hint);
      const auto parsed = parse_arguments(one.words);
      REQUIRE_FALSE(parsed.has_value());
      CHECK(parsed.error().code == ErrorCode::invalid_argument);
      CHECK(parsed.error().message.find(one.hint) != std::string::npos);
    }
  }

  TEST_CASE("help and version say what they must") {
    CHECK(app::help_text().find("--check-config") != std::string::npos);
    CHECK(app::help_text().find("uri: https://") != std::string::npos);
    CHECK(app::version_text().rfind("cairn-server ", 0) == 0);
  }
}
