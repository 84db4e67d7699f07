// Tests of settings_access.hpp: who can log in, rules, and what belongs together.
#include "app/access_test.hpp"
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;
using namespace std::chrono_literals;

namespace {

const std::string login = "spring.security.user.password: correct horse\n";

}  // namespace

TEST_SUITE("settings of access") {
  TEST_CASE("the defaults are those of the room") {
    const auth::Options read = reading_of("").settings.auth;
    const auth::Options own;
    CHECK_FALSE(read.enabled);
    CHECK(read.reload_interval == own.reload_interval);
    CHECK(read.remembered_for == own.remembered_for);
    CHECK(read.remembered_max == own.remembered_max);
    CHECK(read.hashing_threads == own.hashing_threads);
    CHECK(read.waiting_hashes_max == own.waiting_hashes_max);
    CHECK(read.failures_max == own.failures_max);
    CHECK(read.failure_interval == own.failure_interval);
    CHECK(read.jwt.skew == own.jwt.skew);
    CHECK(read.jwt.principal_claim == own.jwt.principal_claim);
    CHECK(read.jwt.roles_claim == own.jwt.roles_claim);
  }

  TEST_CASE("rules are read in order, with what is not said filled in") {
    const auto reading = reading_of(login + R"yaml(
cairn.access:
  - {principals: [ann, "team-*"], applications: shop}
  - {roles: [ops], rights: "refresh,status"}
  - {roles: [ops], applications: ["*"], profiles: [dev], labels: ["(default)", main], files: ["a/*"]}
)yaml");
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    CHECK_MESSAGE(reading.warnings.empty(), texts(reading.warnings));
    const auto& rules = reading.settings.auth.access;
    REQUIRE(rules.size() == 3);
    CHECK(rules[0].name == "cairn.access[0]");
    CHECK(rules[0].principals == Strings{"ann", "team-*"});
    CHECK(rules[0].rights == std::vector{auth::Right::read});
    CHECK(rules[0].applications == Strings{"shop"});
    CHECK(rules[0].profiles == Strings{"*"});
    CHECK(rules[0].labels == Strings{"*"});
    CHECK(rules[0].files.empty());
    CHECK(rules[1].rights == std::vector{auth::Right::refresh, auth::Right::status});
    CHECK(rules[2].labels == Strings{"(default)", "main"});
    CHECK(rules[2].files == Strings{"a/*"});
  }

  TEST_CASE("a rule that cannot be meant is an error at its place") {
    const auto errors = [](const std::string& rule) {
      return reading_of(login + "cairn.access:\n  - " + rule + "\n").errors;
    };
    CHECK(mentions(errors("{applications: [shop]}"), {"principals or roles"}));
    CHECK(mentions(errors("{principals: [a]}"), {"needs applications"}));
    CHECK(mentions(errors("{principals: [a], rights: [refresh], applications: [b]}"),
                   {"whole server"}));
    CHECK(mentions(errors("{principals: [a], rights: [write], applications: [b]}"),
                   {"application.yml:3:", "'write' is no right"}));
    CHECK(mentions(errors("{principals: [\"a:b\"], applications: [b]}"), {"is no name"}));
    CHECK(mentions(reading_of("cairn.access: [{principals: [a], applications: [b]}]").errors,
                   {"rules need somebody who can log in"}));
  }

  TEST_CASE("what belongs together is asked for together") {
    CHECK(mentions(reading_of("cairn.auth.jwt.issuer: x").errors, {"belong together"}));
    const std::string mapped =
        "cairn.auth.certificates: [{name: 'DNS:shop', principal: shop}]\n"
        "cairn.access: [{principals: [shop], applications: [shop]}]\n";
    CHECK(mentions(reading_of(mapped).errors, {"server.ssl.client-auth", "want or need"}));
    CHECK(mentions(reading_of("cairn.auth.certificates: [{name: shop, principal: shop}]").errors,
                   {"is no name of a certificate"}));
    CHECK(mentions(
        reading_of("cairn.auth.certificates: [{name: 'DNS:a', principal: b}, {name: 'DNS:a', "
                   "principal: c}]")
            .errors,
        {"mapped twice"}));
    const Directory directory;
    directory.write("users", "ann:secret\n");
    const auto bad = reading_of("cairn.auth.users-file: " + directory.path() + "/users").errors;
    CHECK(mentions(bad, {"cairn.auth.users-file", "users:1:1", "the user 'ann'"}));
    CHECK_FALSE(mentions(bad, {"ann:secret"}));
    directory.write("users", "");
    const auto reading = reading_of("cairn.auth.users-file: " + directory.path() + "/users");
    CHECK(reading.errors.empty());
    CHECK(reading.settings.auth.enabled);
    CHECK(mentions(reading.warnings, {"cairn.access", "no rules"}));
  }

  TEST_CASE("access test says who may go where, and why") {
    const Settings settings = reading_of(login + R"(
cairn.access:
  - {principals: [user], applications: [shop]}
  - {roles: [ops], rights: [status]}
)")
                                  .settings;
    const auto words = [&](const char* user, const char* path) {
      const auto answer = test_access(settings, user, path);
      return answer ? answer->text : "error: " + answer.error().text();
    };
    CHECK(words("user", "/shop/dev") == "granted: cairn.access[0] grants it");
    CHECK(words("user", "/main/shop-dev.yml") == "granted: cairn.access[0] grants it");
    CHECK(words("user", "/cart/dev").find("refused: no rule grants 'user' to read") == 0);
    CHECK(words("svc:ops", "/-/v1/status") == "granted: cairn.access[1] grants status");
    CHECK(words("svc:ops", "/shop/dev").find("refused: ") == 0);
    CHECK(words("user", "/actuator/health") == "granted: this is open to everybody");
    CHECK(words("user", "/actuator") == "granted: this is open to everybody who can log in");
    CHECK(words("eve", "/shop/dev").find("error: 'eve' is nobody") == 0);
    CHECK(words("user", "shop").find("error: ") == 0);
    CHECK(words("user", "/sh..op/dev").find("error: ") == 0);
    CHECK(test_access(reading_of("").settings, "anybody", "/shop/dev")->granted);
  }
}
