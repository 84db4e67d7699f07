// From a route to a question for the service.
#include "http/read_plan.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn::http;
using cairn::ErrorCode;

namespace {

// The path that a file's request asks the service for, or the code of its refusal.
std::string path_of(const char* target_text) {
  Target target;
  REQUIRE(target.parse(target_text));
  const Route route = find_route(target, false, {});
  ReadPlan plan;
  plan.file = true;
  const auto request = read_request(route, plan, true);
  return request ? request->path : std::string(cairn::name_of(request.error().code));
}

}  // namespace

TEST_SUITE("http::read_plan") {
  TEST_CASE("booleans as the reference reads them") {
    for (const char* text : {"true", "ON", "yes", "1", " Yes "}) {
      CHECK(parse_boolean(text) == true);
    }
    for (const char* text : {"false", "Off", "no", "0", " no "}) {
      CHECK(parse_boolean(text) == false);
    }
    for (const char* text : {"", " ", "maybe", "2", "truee"}) {
      CHECK_FALSE(parse_boolean(text).has_value());
    }
  }

  TEST_CASE("a charset is a name, or UTF-8") {
    CHECK(wanted_charset("") == "UTF-8");
    CHECK(wanted_charset("utf-8") == "UTF-8");
    CHECK(wanted_charset("ISO-8859-1") == "ISO-8859-1");
    CHECK(wanted_charset("iso-8859-1;q=0.5, utf-8") == "iso-8859-1");
    CHECK(wanted_charset("*") == "UTF-8");
    CHECK(wanted_charset("../x") == "UTF-8");
    CHECK(wanted_charset("UTF 8") == "UTF-8");
    CHECK(wanted_charset(std::string(40, 'a')) == std::string(40, 'a'));
    CHECK(wanted_charset(std::string(41, 'a')) == "UTF-8");
  }

  TEST_CASE("paths of files are tidied, and never leave the repository") {
    CHECK(path_of("/x/dev/main/a.txt") == "a.txt");
    CHECK(path_of("/x/dev/main/dir//a.txt/") == "dir/a.txt");
    CHECK(path_of("/x/dev/main/./%2e/a.txt") == "a.txt");
    CHECK(path_of("/x/dev/main/dir(_)a.txt") == "dir/a.txt");
    CHECK(path_of("/x/dev/main/a%3Bb.txt;x") == "a;b.txt");
    CHECK(path_of("/x/dev/main/") == "");
    for (const char* target :
         {"/x/dev/main/../a.txt", "/x/dev/main/%2e%2e/a.txt", "/x/dev/main/%252e%252e/a.txt",
          "/x/dev/main/..(_)a.txt", "/x/dev/main/(_)etc(_)passwd", "/x/dev/main/a%23b",
          "/x/-dev/main/a.txt", "/x/dev/a..b/a.txt"}) {
      CAPTURE(target);
      CHECK(path_of(target) == "invalid_argument");
    }
  }
}
