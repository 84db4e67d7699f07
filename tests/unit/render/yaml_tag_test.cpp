// Which plain scalars a YAML 1.1 reader takes for something else than a string.
#include "render/yaml_tag.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace cairn::render {
namespace {

void check_all(YamlTag tag, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(implicit_tag(text) == tag);
  }
}

TEST_SUITE("implicit_tag") {
  TEST_CASE("booleans, nulls and the merge sign") {
    check_all(YamlTag::boolean, {"yes", "No", "ON", "off", "true", "FALSE"});
    check_all(YamlTag::null, {"", " ", "~", "null", "Null", "NULL"});
    check_all(YamlTag::merge, {"<<"});
    check_all(YamlTag::string, {"oN", "y", "n", "nULL", "=", "!", "é", "<"});
  }

  TEST_CASE("integers in four bases, with underscores and sixties") {
    check_all(YamlTag::integer, {"0", "7", "-7", "+7", "1_000", "010", "0_7", "0b1_0", "0x1F",
                                 "1:30", "-1:59:00", "99999999999999999999"});
    check_all(YamlTag::string, {"08", "0o7", "0b2", "0x", "0b_", "0_", "1:60", "1:", "-", "+", "_1",
                                "1.2.3", "--1"});
  }

  TEST_CASE("floats") {
    check_all(YamlTag::floating, {"1.5", "1.", ".5", "-.5", "1e3", "1.0E10", "1.5e-7", "._5",
                                  ".inf", "-.INF", "+.Inf", ".NaN", "1:30.5", "0:5."});
    check_all(YamlTag::string,
              {"1e", "e3", ".", "-.nan", ".iNF", "1.5e", "1.5e+", "1:60.5", "1e3.5"});
  }

  TEST_CASE("timestamps") {
    check_all(YamlTag::timestamp, {"2026-03-04", "2026-03-04T05:06:07Z", "2026-3-4 5:06:07",
                                   "2026-03-04t05:06:07.89-05:00", "2026-03-04 05:06:07 +5"});
    check_all(YamlTag::string, {"2026-3-4", "2026-3-4 5:6:7", "2026-03-04T", "2026-03-04x",
                                "2026-03-04T05:06:07 +", "26-03-04", "2026-03-04T05:06:07Zx"});
  }

  TEST_CASE("numbers of up to 1024 characters") {
    CHECK(implicit_tag(std::string(1024, '1')) == YamlTag::integer);
    CHECK(implicit_tag(std::string(1025, '1')) == YamlTag::string);
    const std::string date = "2026-03-04 05:06:07.";
    CHECK(implicit_tag(date + std::string(50 - date.size(), '1')) == YamlTag::timestamp);
    CHECK(implicit_tag(date + std::string(51 - date.size(), '1')) == YamlTag::string);
  }
}

}  // namespace
}  // namespace cairn::render
