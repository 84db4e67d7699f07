// Profile expressions, as Spring's ProfilesParser reads them.
#include "values/profile_expression.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using cairn::ErrorCode;
using cairn::values::holds_for;
using Names = std::vector<std::string>;

TEST_CASE("an expression holds or does not hold for a and b") {
  struct Row {
    std::string expression;
    bool holds;
  };
  const std::vector<Row> rows = {{"a", true},
                                 {"c", false},
                                 {"A", false},
                                 {"!c", true},
                                 {"! a", false},
                                 {"!!a", true},
                                 {"a & b", true},
                                 {"a & c", false},
                                 {"a&!c", true},
                                 {"a | c", true},
                                 {"c | d", false},
                                 {"(c | a) & b", true},
                                 {"(a & c) | (b & !c)", true},
                                 {"!(c | d)", true},
                                 {"!(a | d)", false},
                                 {"((a))", true},
                                 {" a ", true},
                                 {"${a}", false},
                                 // Leniencies of the reference.
                                 {"a &", true},
                                 {"& a", true},
                                 {"a b", false},
                                 {"(c)(a)", true},
                                 {"(c) !c", true},
                                 {"(a & b", true},
                                 {"(a & c", false},
                                 {"a)", true},
                                 {"a & b) | c", true},
                                 {"c) & a", false},
                                 {"!(c", true}};
  for (const Row& row : rows) {
    CAPTURE(row.expression);
    const auto value = holds_for({row.expression}, {"a", "b"});
    REQUIRE(value.has_value());
    CHECK(*value == row.holds);
  }
}

TEST_CASE("one of several expressions is enough") {
  CHECK(*holds_for({"c", "a"}, {"a"}));
  CHECK_FALSE(*holds_for({"c", "d"}, {"a"}));
}

TEST_CASE("a malformed expression is an error, also behind one that holds") {
  for (const char* bad : {"", " ", "()", "(", ")", "!", "a & b | c", "a | b & c", "(a & b | c)",
                          "&", "|", "!)", "a & ()"}) {
    CAPTURE(bad);
    const auto value = holds_for({"a", bad}, {"a"});
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().code == ErrorCode::failed_precondition);
  }
}

TEST_CASE("parentheses may be nested 200 deep") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + 'a' + std::string(depth, ')');
  };
  CHECK(*holds_for({nested(200)}, {"a"}));
  CHECK_FALSE(holds_for({nested(201)}, {"a"}).has_value());
  CHECK_FALSE(holds_for({std::string(1'000'000, '!')}, {"a"}).has_value());
}
