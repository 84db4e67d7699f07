// Environment variables of a configuration: names, collisions, what is left out, and quoting.
#include "cli/variables.hpp"

#include <string>
#include <vector>

#include "client/sources.hpp"

using namespace cairn::cli;
using cairn::Config;
using cairn::ErrorCode;
using cairn::test::config_of;
using cairn::test::texts;
using cairn::test::yaml;
using Texts = std::vector<std::string>;

namespace {

Texts set_by(const Config& config, const Texts& below = {}) {
  const auto variables = variables_of(config, below);
  REQUIRE(variables.has_value());
  return environment_with({}, variables->set);
}

}  // namespace

TEST_SUITE("variable_name") {
  TEST_CASE("dots become underscores, dashes go, letters are upper case, elements have numbers") {
    CHECK(variable_name("server.port") == "SERVER_PORT");
    CHECK(variable_name("shop.max-page-size") == "SHOP_MAXPAGESIZE");
    CHECK(variable_name("maxPoolSize") == "MAXPOOLSIZE");
    CHECK(variable_name("hosts[0].name") == "HOSTS_0_NAME");
    CHECK(variable_name("hosts[10][2]") == "HOSTS_10_2");
    CHECK(variable_name("a_b.c") == "A_B_C");
  }

  TEST_CASE("what can be no name of a variable has none") {
    for (const char* key : {"", "a/b", "a b", "1st",
                            "gr\xc3\xb6\xc3\x9f"
                            "e",
                            "a=b", "-"}) {
      CAPTURE(key);
      CHECK_FALSE(variable_name(key).has_value());
    }
  }

  TEST_CASE("variables of the system are reserved") {
    for (const char* name : {"PATH", "HOME", "LD_PRELOAD", "LC_ALL", "IFS", "CAIRN_SERVER"}) {
      CHECK(is_reserved(name));
    }
    for (const char* name : {"PATHS", "SERVER_PATH", "LD", "HOME_PAGE"}) {
      CHECK_FALSE(is_reserved(name));
    }
  }
}

TEST_SUITE("variables_of") {
  TEST_CASE("values are texts, with their placeholders resolved") {
    CHECK(set_by(config_of("server:\n  port: 80\nurl: http://x:${server.port}/\nflag: true")) ==
          Texts{"SERVER_PORT=80", "URL=http://x:80/", "FLAG=true"});
  }

  TEST_CASE("a list is that of the most important source, whole") {
    CHECK(set_by(Config::of({yaml("1.yml", "hosts: [a]"), yaml("2.yml", "hosts: [b, c, d]")})) ==
          Texts{"HOSTS_0=a"});
    CHECK(set_by(Config::of({yaml("1.yml", "hosts: x"), yaml("2.yml", "hosts: [b, c]")})) ==
          Texts{"HOSTS=x"});
  }

  TEST_CASE("of two keys with one variable the first gets it, and the other is told") {
    const auto variables = variables_of(
        Config::of({texts("1", {{"a[0]", "list"}}), texts("2", {{"a.0", "map"}})}), {});
    REQUIRE(variables.has_value());
    CHECK(variables->set == std::vector<Variable>{{"A_0", "list"}});
    REQUIRE(variables->left_out.size() == 1);
    CHECK(variables->left_out.front() == "2: a.0 would be A_0, as a[0] is already");
  }

  TEST_CASE("keys that are no variable or belong to the system are left out and told") {
    const auto variables = variables_of(config_of("path: /api\n'a/b': 1\nok: 1"), {});
    REQUIRE(variables.has_value());
    CHECK(variables->set == std::vector<Variable>{{"OK", "1"}});
    CHECK(variables->left_out ==
          Texts{"shop.yml:1:7: path would be PATH, which belongs to the system",
                "shop.yml:2:8: a/b can be no variable"});
  }

  TEST_CASE("conditions of documents are no values") {
    CHECK(set_by(config_of("spring.config.activate.on-profile: dev\na: 1")) == Texts{"A=1"});
  }

  TEST_CASE("only what is below a name") {
    CHECK(set_by(config_of("a:\n  b: 1\nab: 2\nc: 3"), {"a", "C"}) == Texts{"A_B=1", "C=3"});
  }

  TEST_CASE("a zero byte and a placeholder without value are errors with a place") {
    const auto zero = variables_of(config_of("a: \"x\\0y\""), {});
    REQUIRE_FALSE(zero.has_value());
    CHECK(zero.error().code == ErrorCode::failed_precondition);
    CHECK(zero.error().text() == "shop.yml:1:4: a: a value with a zero byte can be no variable");
    const auto open = variables_of(config_of("a: ${nothing}"), {});
    REQUIRE_FALSE(open.has_value());
    CHECK(open.error().code == ErrorCode::failed_precondition);
    CHECK(open.error().text().starts_with("shop.yml:1:4: a: "));
  }
}

TEST_CASE("variables replace inherited ones and leave the others") {
  CHECK(environment_with({"A=1", "B=2", "odd"}, {{"B", "3"}, {"C", ""}}) ==
        Texts{"A=1", "odd", "B=3", "C="});
}

TEST_CASE("a shell reads back what was quoted for it") {
  CHECK(shell_quoted("it's $HOME") == "'it'\\''s $HOME'");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_text({{"A", "x y"}, {"B", "1"}}) == "A='x y'\nB='1'\n");
}
