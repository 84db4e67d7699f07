// The YAML text: styles, folding, keys, as SnakeYAML's dumper writes them.
#include "render/yaml_dump.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "render/render.hpp"
#include "unit/render/environments.hpp"

namespace cairn::render {
namespace {

const FlatOptions unresolved{false, true};

std::string yaml(Properties properties) {
  return flat_yaml(environment({std::move(properties)}), unresolved).value_or("error");
}

std::string dumped(const std::string& value) {
  return yaml({text("k", value)});
}

void check_all(const std::vector<std::pair<std::string, std::string>>& cases) {
  for (const auto& [given, out] : cases) {
    const std::string& value = given;
    CAPTURE(value);
    CHECK(dumped(value) == "k: " + out + "\n");
  }
}

TEST_SUITE("YAML scalars") {
  TEST_CASE("plain unless it would be misread") {
    check_all({{"it's", "it's"},
               {"a,b", "a,b"},
               {"=", "="},
               {"x# y", "x# y"},
               {":x", ":x"},
               {"?x", "?x"},
               {"--", "--"},
               {"-x", "-x"},
               {"x:y", "x:y"},
               {"1.2.3", "1.2.3"},
               {"x}", "x}"},
               {"a  b", "a  b"},
               {"\\", "\\"},
               {"é", "é"},
               {"😀", "😀"},
               {"\uFEFFx", "\uFEFFx"}});
  }

  TEST_CASE("single quotes for lookalikes, indicators and blanks at the ends") {
    check_all({{"", "''"},         {"yes", "'yes'"},
               {"7", "'7'"},       {"1.0", "'1.0'"},
               {"010", "'010'"},   {"08", "'08'"},
               {"~", "'~'"},       {"<<", "'<<'"},
               {"-", "'-'"},       {"- x", "'- x'"},
               {"---", "'---'"},   {"...x", "'...x'"},
               {"x:", "'x:'"},     {"x: y", "'x: y'"},
               {"x #y", "'x #y'"}, {"#x", "'#x'"},
               {"{x", "'{x'"},     {"&x", "'&x'"},
               {" x", "' x'"},     {"x ", "'x '"},
               {"'x'", "'''x'''"}, {"2026-03-04", "'2026-03-04'"}});
  }

  TEST_CASE("double quotes for tabs, carriage returns and blanks before a line break") {
    check_all({{"tab\there", "\"tab\\there\""},
               {"x\r\ny", "\"x\\r\\ny\""},
               {"x \ny", "\"x \\ny\""},
               {"x\n ", "\"x\\n \""},
               {"\t\"\\\u00A0\u0085\u2028\u2029é", "\"\\t\\\"\\\\\\_\\N\\L\\Pé\""}});
  }

  TEST_CASE("several lines are a literal") {
    check_all({{"one\ntwo", "|-\n  one\n  two"},
               {"one\n\ntwo", "|-\n  one\n\n  two"},
               {" x\ny", "|2-\n   x\n  y"},
               {"\nx", "|2-\n\n  x"},
               {"x\n y", "|-\n  x\n   y"}});
    CHECK(dumped("one\ntwo\n") == "k: |\n  one\n  two\n");
    CHECK(dumped("one\n\n") == "k: |+\n  one\n\n");
    CHECK(dumped("\n") == "k: |2+\n\n");
    CHECK(dumped("x\u2028y") == "k: |-\n  x\u2028  y\n");
  }

  TEST_CASE("what cannot be printed, and bytes, are base64") {
    check_all({{"bell\a", "!!binary |-\n  YmVsbAc="}, {"\x7F", "!!binary |-\n  fw=="}});
    CHECK(yaml({property("k", Binary{"hi"})}) == "k: !!binary |-\n  aGk=\n");
    CHECK(yaml({property("k", Binary{""})}) == "k: !!binary \"\"\n");
  }

  TEST_CASE("numbers that are not finite, and those too long to be told as numbers") {
    CHECK(yaml({property("k", std::numeric_limits<double>::infinity())}) == "k: .inf\n");
    CHECK(yaml({property("k", -std::numeric_limits<double>::infinity())}) == "k: -.inf\n");
    CHECK(yaml({property("k", std::numeric_limits<double>::quiet_NaN())}) == "k: .NaN\n");
    const std::string digits(1025, '1');
    CHECK(yaml({property("k", BigInteger{digits})}) == "k: !!int '" + digits + "'\n");
  }
}

TEST_SUITE("YAML folding") {
  TEST_CASE("a plain scalar breaks at the first blank after column 80") {
    // "k: " and 77 characters end at column 80, which is not yet beyond it.
    const std::string fits(77, 'x');
    CHECK(dumped(fits + " tail") == "k: " + fits + " tail\n");
    CHECK(dumped(fits + "x tail") == "k: " + fits + "x\n  tail\n");
    CHECK(dumped(fits + "x  tail") == "k: " + fits + "x  tail\n");
    CHECK(dumped(std::string(200, 'x')) == "k: " + std::string(200, 'x') + "\n");
  }

  TEST_CASE("a quoted scalar breaks alike, a double-quoted one with a backslash") {
    const std::string long_text(80, 'x');
    CHECK(dumped("a: " + long_text + " tail: x") == "k: 'a: " + long_text + "\n  tail: x'\n");
    CHECK(dumped("\t" + long_text + " tail") == "k: \"\\t" + long_text + "\\\n  \\ tail\"\n");
  }

  TEST_CASE("columns count UTF-16 units") {
    std::string faces;
    for (int i = 0; i < 39; ++i) {
      faces += "😀";
    }
    CHECK(dumped(faces + " tail") == "k: " + faces + "\n  tail\n");
  }
}

TEST_SUITE("YAML collections") {
  TEST_CASE("lists stand below their key, lists in lists on one line") {
    CHECK(yaml({text("m.l[0]", "a"), text("m.l[1].x", "b"), text("m.l[1].y", "c"),
                text("n[0][0]", "d"), text("n[0][2]", "e")}) ==
          "m:\n  l:\n  - a\n  - x: b\n    y: c\nn:\n- - d\n  - null\n  - e\n");
  }

  TEST_CASE("keys follow the rules of scalars") {
    CHECK(yaml({number("yes", 1)}) == "'yes': 1\n");
    CHECK(yaml({number("x: y", 1)}) == "'x: y': 1\n");
    CHECK(yaml({number("tab\tkey", 1)}) == "\"tab\\tkey\": 1\n");
    CHECK(yaml({number("a.", 1)}) == "a:\n  ? ''\n  : 1\n");
    CHECK(yaml({number("two\nlines", 1)}) == "? |-\n  two\n  lines\n: 1\n");
    CHECK(yaml({number("\a", 1)}) == "!!binary \"Bw==\": 1\n");
  }

  TEST_CASE("a key of 123 characters is not simple, for its tag counts") {
    const std::string key(122, 'k');
    CHECK(yaml({number(key, 1)}) == key + ": 1\n");
    CHECK(yaml({number(key + "k", 1)}) == "? " + key + "k\n: 1\n");
    CHECK(yaml({text(key + "k[0]", "x")}) == "? " + key + "k\n: - x\n");
  }
}

}  // namespace
}  // namespace cairn::render
