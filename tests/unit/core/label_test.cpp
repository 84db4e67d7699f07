// Label and normalise_segment: what a request may name.
#include "cairn/label.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using cairn::ErrorCode;
using cairn::Label;
using cairn::normalise_segment;

TEST_CASE("a segment is taken as it is, but for (_), which is a slash") {
  struct Row {
    std::string_view segment;
    std::string_view text;
  };
  const std::vector<Row> rows = {{"", ""},
                                 {"main", "main"},
                                 {"release(_)1.2", "release/1.2"},
                                 {"a(_)(_)b", "a//b"},
                                 {"x(_)", "x/"},
                                 {"a.b", "a.b"},
                                 {"100%", "100%"},
                                 {"feat%2Fx", "feat%2Fx"},
                                 {"a b", "a b"},
                                 {"gr\xC3\xB6\xC3\x9F"
                                  "e",
                                  "gr\xC3\xB6\xC3\x9F"
                                  "e"},
                                 {"a(b)_c", "a(b)_c"}};
  for (const Row& row : rows) {
    CAPTURE(row.segment);
    const auto text = normalise_segment(row.segment);
    REQUIRE(text.has_value());
    CHECK(*text == row.text);
  }
}

TEST_CASE("a segment that could leave the repository is refused, also once decoded") {
  const std::vector<std::string_view> refused = {
      "..",       "a..b",     "../x",     "a#b",     "a*b",        "%2a",
      "a?b",      "(_)x",     "x(_)..",   "%2e%2e",  "a%2E.b",     "a%23b",
      "%28_%29x", "%5c(_)..", "+(_)a%20", "%20(_)x", "%252e%2e%2e"};
  for (const std::string_view segment : refused) {
    CAPTURE(segment);
    const auto text = normalise_segment(segment);
    REQUIRE_FALSE(text.has_value());
    CHECK(text.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("a bad escape is no escape") {
  CHECK(normalise_segment("%2").has_value());
  CHECK(normalise_segment("%zz%2e").has_value());
}

TEST_CASE("a label of a request is decoded, one of the settings is not") {
  CHECK(Label::parse("feature(_)x")->text() == "feature/x");
  CHECK(Label::from_name("feature(x)(_)y")->text() == "feature(x)(_)y");
  CHECK(Label::from_name("feature/x")->text() == "feature/x");
  CHECK(Label::from_name("a..b").error().code == ErrorCode::invalid_argument);
  CHECK(Label::parse("(_)x").error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a comma list is split in order, without empty elements") {
  struct Row {
    std::string_view text;
    std::vector<std::string> parts;
  };
  const std::vector<Row> rows = {{"main", {"main"}},
                                 {"a,b", {"a", "b"}},
                                 {",a,,b,", {"a", "b"}},
                                 {"a, b", {"a", " b"}},
                                 {"a, ,b", {"a", "b"}},
                                 {",", {","}},
                                 {"", {""}}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::vector<std::string> parts;
    for (const Label& label : Label::from_name(row.text)->split()) {
      parts.push_back(label.text());
    }
    CHECK(parts == row.parts);
  }
}
