// How keys fall apart into names and indices.
#include "render/key_path.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace cairn::render {
namespace {

// "a.b[0]" as "a>b>#0", an error as "error".
std::string walked(std::string_view key) {
  KeyPath path(key);
  std::string out;
  do {
    if (!out.empty()) {
      out += '>';
    }
    if (path.next() == KeyPath::Next::list) {
      const auto index = path.index();
      if (!index) {
        return "error";
      }
      out += '#' + std::to_string(*index);
    } else {
      const auto name = path.name();
      if (!name) {
        CHECK(name.error().code == ErrorCode::invalid_argument);
        return "error";
      }
      out += '"' + std::string(*name) + '"';
    }
  } while (path.next() != KeyPath::Next::leaf);
  return out;
}

TEST_SUITE("KeyPath") {
  TEST_CASE("points and indices divide a key") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"a", R"("a")"},       {"", R"("")"},           {"a.b.c", R"("a">"b">"c")"},
        {"l[0]", R"("l">#0)"}, {"l[007]", R"("l">#7)"}, {"l[0][12].x[3]", R"("l">#0>#12>"x">#3)"},
        {"a.", R"("a">"")"},
    };
    for (const auto& [given, out] : cases) {
      const std::string& key = given;
      CAPTURE(key);
      CHECK(walked(key) == out);
    }
  }

  TEST_CASE("brackets without an integer belong to the name") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"m[a/b]", R"("m[a/b]")"},   {"m[k.dots]", R"("m[k">"dots]")"},
        {"x[]", R"("x[]")"},         {"[]", R"("[]")"},
        {"m[x][0]", R"("m[x]">#0)"}, {"m[99999999999]", R"("m[99999999999]")"},
        {"m[0", R"("m[0")"},         {"12]", R"("12]")"},
    };
    for (const auto& [given, out] : cases) {
      const std::string& key = given;
      CAPTURE(key);
      CHECK(walked(key) == out);
    }
  }

  TEST_CASE("empty names, signs and text after an index are refused") {
    for (const char* key :
         {"a..b", ".a", "[1]", "a.[0]", "a[-1]", "a[+1]", "a[0]b", "a[0][x]", "a[0]..b"}) {
      CAPTURE(key);
      CHECK(walked(key) == "error");
    }
  }
}

}  // namespace
}  // namespace cairn::render
