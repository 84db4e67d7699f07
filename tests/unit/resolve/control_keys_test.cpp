// Control keys: spellings, lists and gaps.
#include "resolve/control_keys.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cairn;
using namespace cairn::resolve;
using Names = std::vector<std::string>;

namespace {

Result<std::string> as_it_is(const std::string& text) {
  return text;
}

Properties properties(const std::vector<std::pair<std::string, Value>>& entries) {
  Properties out;
  std::uint32_t line = 0;
  for (const auto& [key, value] : entries) {
    out.push_back({key, value, {++line, 1}});
  }
  return out;
}

}  // namespace

TEST_CASE("a control key is found in every spelling") {
  for (const char* key :
       {"spring.config.activate.on-profile", "spring.config.activate.onProfile",
        "spring.config.activate.on_profile", "SPRING.CONFIG.ACTIVATE.ON-PROFILE"}) {
    CAPTURE(key);
    const Properties made = properties({{"a", std::string("b")}, {key, std::string("dev")}});
    const ControlKeys keys(made);
    REQUIRE(keys.find("spring.config.activate.onprofile") != nullptr);
    CHECK(keys.find("spring.config.activate.onprofile")->at.line == 2);
  }
  const Properties made = properties({{"spring.application.name", std::string("x")},
                                      {"springs.config.import", std::string("x")},
                                      {"spring", std::string("x")}});
  CHECK(ControlKeys(made).empty());
}

TEST_CASE("a list is a comma text or indexed keys") {
  struct Row {
    std::vector<std::pair<std::string, Value>> entries;
    std::optional<Names> items;
  };
  const std::string key = "spring.profiles.include";
  const std::vector<Row> rows = {
      {{}, std::nullopt},
      {{{key, std::string("a")}}, Names{"a"}},
      {{{key, std::string(" a , b,")}}, Names{"a", "b", ""}},
      {{{key, std::string("")}}, Names{}},
      {{{key, std::string("  ")}}, Names{""}},
      {{{key, true}}, Names{"true"}},
      {{{key, std::int64_t{7}}}, Names{"7"}},
      {{{key, 1.5}}, Names{"1.5"}},
      {{{key + "[0]", std::string(" a,b ")}, {key + "[1]", std::int64_t{2}}}, Names{" a,b ", "2"}}};
  for (const Row& row : rows) {
    const Properties made = properties(row.entries);
    const auto list = ControlKeys(made).list(key, as_it_is);
    REQUIRE(list.has_value());
    REQUIRE(list->has_value() == row.items.has_value());
    if (row.items) {
      CHECK((*list)->items == *row.items);
    }
  }
}

TEST_CASE("an index without those before it is an error with its position") {
  for (const char* key : {"spring.profiles.include[1]", "spring.profiles.include[00]",
                          "spring.profiles.include[x]", "spring.profiles.include[1].name"}) {
    CAPTURE(key);
    const Properties made =
        properties({{"spring.profiles.include[0]", std::string("a")}, {key, std::string("b")}});
    const Properties gap = properties({{"x", true}, {key, std::string("b")}});
    if (std::string(key) != "spring.profiles.include[1]") {
      CHECK_FALSE(ControlKeys(made).list("spring.profiles.include", as_it_is).has_value());
    }
    const auto list = ControlKeys(gap).list("spring.profiles.include", as_it_is);
    REQUIRE_FALSE(list.has_value());
    CHECK(list.error().code == ErrorCode::failed_precondition);
    CHECK(list.error().origin.at.line == 2);
  }
}

TEST_CASE("the error of a placeholder gets the position of its value") {
  const Properties made = properties({{"spring.config.import", std::string("${x}")}});
  const auto failing = [](const std::string&) -> Result<std::string> {
    return fail(ErrorCode::failed_precondition, "no");
  };
  CHECK(ControlKeys(made).list("spring.config.import", failing).error().origin.at ==
        Position{1, 1});
}
