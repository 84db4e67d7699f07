// Who may read what, by rules; the explanation names the rule.
#include "auth/access.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace cairn;
using auth::Access;
using auth::AccessRule;
using auth::Principal;
using auth::Proof;
using auth::Right;

namespace {

Principal who(const std::string& name, std::vector<std::string> roles = {},
              Proof proof = Proof::users_file) {
  return {name, std::move(roles), proof, {}, {}};
}

AccessRule reading(std::vector<std::string> principals, std::vector<std::string> applications) {
  return {"cairn.access[0]",
          std::move(principals),
          {},
          {Right::read},
          std::move(applications),
          {"*"},
          {"*"},
          {}};
}

resolve::Query query(const std::string& applications, const std::string& profiles = "dev",
                     std::optional<std::string> label = std::nullopt) {
  auto made = resolve::Query::parse(applications, profiles,
                                    label ? std::optional<std::string_view>(*label) : std::nullopt);
  REQUIRE(made.has_value());
  return *std::move(made);
}

bool reads(const AccessRule& rule, const resolve::Query& what,
           std::optional<std::string_view> file = std::nullopt) {
  return Access({rule}).may_read(who("ann"), what, file);
}

}  // namespace

TEST_SUITE("auth::Access") {
  TEST_CASE("without rules the user of the settings may everything, and another one nothing") {
    const Access access;
    const Principal spring = who("user", {}, Proof::settings_user);
    CHECK(access.may_read(spring, query("shop")));
    CHECK(access.reads_all(spring));
    CHECK(access.may(spring, Right::decrypt));
    CHECK_FALSE(access.may_read(who("ann"), query("shop")));
    CHECK_FALSE(access.reads_all(who("ann")));
    CHECK_FALSE(access.may(who("ann"), Right::refresh));
    CHECK(access.explain(spring, Right::read).why.find("spring.security.user") !=
          std::string::npos);
  }

  TEST_CASE("with rules the user of the settings has what they say and no more") {
    const Access access({reading({"ann"}, {"shop"})});
    const Principal spring = who("user", {}, Proof::settings_user);
    CHECK_FALSE(access.may_read(spring, query("shop")));
    CHECK_FALSE(access.may(spring, Right::status));
    CHECK(access.may_read(who("ann"), query("shop")));
  }

  TEST_CASE("where nobody logs in everybody may everything") {
    CHECK(Access().may_read(who("", {}, Proof::none), query("shop")));
    CHECK(Access().may(who("", {}, Proof::none), Right::decrypt));
  }

  TEST_CASE("a rule is for its principals, or for who has one of its roles") {
    AccessRule rule = reading({"team-*"}, {"shop"});
    rule.roles = {"ops"};
    const Access access({rule});
    CHECK(access.may_read(who("team-a"), query("shop")));
    CHECK_FALSE(access.may_read(who("a-team-a"), query("shop")));
    CHECK(access.may_read(who("bob", {"dev", "ops"}), query("shop")));
    CHECK_FALSE(access.may_read(who("bob", {"op", "ops2"}), query("shop")));
  }

  TEST_CASE("applications, profiles and labels are compared byte for byte") {
    CHECK(reads(reading({"ann"}, {"shop"}), query("shop")));
    for (const char* other : {"Shop", "shop2", "sho", "application", "*", "sh*p"}) {
      CAPTURE(other);
      const auto made = resolve::Query::parse(other, "dev", std::nullopt);
      CHECK((!made || !reads(reading({"ann"}, {"shop"}), *made)));
    }
    AccessRule rule = reading({"ann"}, {"shop-*"});
    rule.profiles = {"dev", "test*"};
    rule.labels = {"main", "release/*"};
    CHECK(reads(rule, query("shop-web", "test1", "main")));
    CHECK(reads(rule, query("shop-web", "dev", "release(_)1")));
    CHECK_FALSE(reads(rule, query("shop-web", "prod", "main")));
    CHECK_FALSE(reads(rule, query("shop-web", "dev", "feature")));
  }

  TEST_CASE("no label is a label of its own, which a star takes as well") {
    AccessRule rule = reading({"ann"}, {"shop"});
    rule.labels = {"main"};
    CHECK_FALSE(reads(rule, query("shop")));
    rule.labels = {"main", "(default)"};
    CHECK(reads(rule, query("shop")));
    rule.labels = {"*"};
    CHECK(reads(rule, query("shop")));
  }

  TEST_CASE("of a list every element needs a rule, and one rule need not grant all") {
    AccessRule shop = reading({"ann"}, {"shop"});
    AccessRule cart = reading({"ann"}, {"cart"});
    shop.profiles = {"dev", "test"};
    CHECK(Access({shop, cart}).may_read(who("ann"), query("shop,cart")));
    CHECK_FALSE(Access({shop}).may_read(who("ann"), query("shop,cart")));
    CHECK(Access({shop, cart}).may_read(who("ann"), query("shop", "dev,test")));
    CHECK_FALSE(Access({shop, cart}).may_read(who("ann"), query("shop", "dev,prod")));
    CHECK_FALSE(Access({shop, cart}).may_read(who("ann"), query("shop,cart", "prod")));
    shop.labels = {"a"};
    CHECK(Access({shop}).may_read(who("ann"), query("shop", "dev", "a")));
    CHECK_FALSE(Access({shop}).may_read(who("ann"), query("shop", "dev", "a,b")));
  }

  TEST_CASE("shared files come with a granted application, and not by their own name") {
    const AccessRule rule = reading({"ann"}, {"shop"});
    CHECK(reads(rule, query("shop")));
    CHECK_FALSE(reads(rule, query("application")));
    CHECK_FALSE(reads(rule, query("application,shop")));
    CHECK_FALSE(reads(rule, query(",")));
    CHECK(reads(rule, query("shop,,")));
    CHECK_FALSE(reads(rule, query(" shop")));  // a search path could show the blank
    CHECK(reads(reading({"ann"}, {"application"}), query("application")));
  }

  TEST_CASE("a file named as the configuration of another application is not given") {
    const AccessRule rule = reading({"ann"}, {"shop"});
    const auto given = [&](std::string_view path) { return reads(rule, query("shop"), path); };
    CHECK(given("nginx.conf"));
    CHECK(given("dir/banner.txt"));
    CHECK(given("shop.yml"));
    CHECK(given("shop-prod.yml"));  // any profile of shop is granted
    CHECK(given("application.yml"));
    CHECK(given("application-prod.properties"));
    for (const char* other : {"cart.yml", "cart-dev.yaml", "dir/cart.properties", "cart.JSON",
                              "cart.xml", "shopping.yml", "cart-shop.yml"}) {
      CAPTURE(other);
      CHECK_FALSE(given(other));
    }
    AccessRule narrow = rule;
    narrow.profiles = {"dev"};
    CHECK(reads(narrow, query("shop"), "shop-dev.yml"));
    CHECK_FALSE(reads(narrow, query("shop"), "shop-prod.yml"));
    CHECK_FALSE(reads(narrow, query("shop"), "application-prod.yml"));
  }

  TEST_CASE("a rule may name its files, which then are all") {
    AccessRule rule = reading({"ann"}, {"shop"});
    rule.files = {"logback*.xml", "shop/*"};
    CHECK(reads(rule, query("shop"), "logback-spring.xml"));
    CHECK(reads(rule, query("shop"), "shop/cart.yml"));
    CHECK_FALSE(reads(rule, query("shop"), "nginx.conf"));
    CHECK_FALSE(reads(rule, query("cart"), "logback.xml"));
    CHECK(reads(rule, query("shop")));
  }

  TEST_CASE("every right stands for itself") {
    AccessRule rule = reading({"ann"}, {"*"});
    for (const auto name : auth::right_names) {
      const Right right = *auth::parse_right(name);
      CHECK(auth::name_of(right) == name);
      rule.rights = {right};
      for (const auto other : auth::right_names) {
        CHECK(Access({rule}).may(who("ann"), *auth::parse_right(other)) == (other == name));
      }
      CHECK(reads(rule, query("shop")) == (right == Right::read));
    }
    CHECK_FALSE(auth::parse_right("write").has_value());
  }

  TEST_CASE("who reads all is known at once") {
    AccessRule rule = reading({"ann"}, {"*"});
    CHECK(Access({rule}).reads_all(who("ann")));
    CHECK_FALSE(Access({rule}).reads_all(who("bob")));
    for (auto field : {&AccessRule::applications, &AccessRule::profiles, &AccessRule::labels,
                       &AccessRule::files}) {
      AccessRule narrow = rule;
      narrow.*field = {"a*"};
      CHECK_FALSE(Access({narrow}).reads_all(who("ann")));
    }
  }

  TEST_CASE("an explanation names the rules, or what is missing") {
    AccessRule second = reading({"ann"}, {"cart"});
    second.name = "cairn.access[1]";
    const Access access({reading({"ann"}, {"shop"}), second});
    const auto both = access.explain_read(who("ann"), query("shop,cart"));
    CHECK(both.granted);
    CHECK(both.why == "cairn.access[0], cairn.access[1] grants it");
    const auto none = access.explain_read(who("ann"), query("shop,till", "dev", "main"));
    CHECK_FALSE(none.granted);
    CHECK(none.why ==
          "no rule grants 'ann' to read application 'till', profile 'dev', label 'main'");
    const auto file = access.explain_read(who("ann"), query("shop"), "till.yml");
    CHECK_FALSE(file.granted);
    CHECK(file.why.find("'files'") != std::string::npos);
    CHECK(access.explain(who("ann"), Right::pin).why == "no rule grants 'ann' the right pin");
  }
}
