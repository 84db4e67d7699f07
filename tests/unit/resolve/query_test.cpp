// Query: what may be asked for, and how it is split.
#include "resolve/query.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "values/profile_name.hpp"

using cairn::ErrorCode;
using cairn::resolve::Query;
using cairn::values::is_profile_name;
using Names = std::vector<std::string>;

TEST_CASE("a query keeps what it was asked, with (_) as a slash") {
  const auto query = Query::parse("team(_)shop,cart", "dev,eu", "release(_)1");
  REQUIRE(query.has_value());
  CHECK(query->application() == "team/shop,cart");
  CHECK(query->profiles() == "dev,eu");
  CHECK(query->label()->text() == "release/1");
  CHECK_FALSE(Query::parse("shop", "dev", std::nullopt)->label().has_value());
}

TEST_CASE("application files come first, then the others as asked for") {
  struct Row {
    std::string_view application;
    Names config_names;
    Names applications;
  };
  const std::vector<Row> rows = {
      {"shop", {"application", "shop"}, {"shop"}},
      {"application", {"application"}, {"application"}},
      {"shop,application", {"application", "shop", "application"}, {"shop", "application"}},
      {" shop , ,cart,", {"application", "shop", "cart"}, {" shop ", " ", "cart", ""}},
      {"shop\x1b", {"application", "shop"}, {"shop\x1b"}},
      {"", {"application"}, {}}};
  for (const Row& row : rows) {
    CAPTURE(row.application);
    const auto query = Query::parse(row.application, "dev", std::nullopt);
    REQUIRE(query.has_value());
    CHECK(query->config_names() == row.config_names);
    CHECK(query->application_list() == row.applications);
  }
}

TEST_CASE("each profile counts once, in the order of the first mention") {
  CHECK(Query::parse("a", "dev,eu,dev", {})->profile_list() == Names{"dev", "eu"});
  CHECK(Query::parse("a", "", {})->profile_list() == Names{});
  CHECK(Query::parse("a", "dev,,", {}, false)->profile_list() == Names{"dev", ""});
}

TEST_CASE("what cannot be right is refused") {
  struct Row {
    std::string_view application;
    std::string_view profiles;
    std::optional<std::string_view> label;
  };
  const std::vector<Row> rows = {{"..", "dev", {}},
                                 {"a*b", "dev", {}},
                                 {"(_)a", "dev", {}},
                                 {"a#b", "dev", {}},
                                 {"a", "dev,,eu", {}},
                                 {"a", ",dev", {}},
                                 {"a", "dev,", {}},
                                 {"a", "-dev", {}},
                                 {"a", "dev-", {}},
                                 {"a", "a b", {}},
                                 {"a", "*", {}},
                                 {"a", "a..b", {}},
                                 {"a", "a(_)b", {}},
                                 {"a", " ", {}},
                                 {"a", "dev", "x..y"},
                                 {"a", "dev", "(_)y"},
                                 {"a", "\xFF", {}},
                                 {"a", "dev", "%2e%2e"},
                                 {"a", "a\xF0\x9F\x98\x80", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.application);
    CAPTURE(row.profiles);
    const auto query = Query::parse(row.application, row.profiles, row.label);
    REQUIRE_FALSE(query.has_value());
    CHECK(query.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("profiles are not looked at where the settings say so") {
  CHECK(Query::parse("a", "-dev", {}, false).has_value());
  CHECK_FALSE(Query::parse("a..b", "-dev", {}, false).has_value());
}

TEST_CASE("profile names are letters and digits of any script, with marks inside") {
  for (const std::string_view good : {"a", "7", "dev", "a-b_c.d+e@f", "v1.2", "gr\xC3\xBCn",
                                      "\xE6\x9D\xB1\xE4\xBA\xAC", "\xD9\xA3"}) {
    CAPTURE(good);
    CHECK(is_profile_name(good));
  }
  // The last ones: a surrogate pair in Java, a combining accent, a roman numeral, a half character.
  for (const std::string_view bad : {"", "-", "-a", "a-", ".", "a/b", "a b", "\xF0\x90\x90\x80",
                                     "e\xCC\x81", "\xE2\x85\xA3", "\xC3"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_profile_name(bad));
  }
}
