// Texts that a terminal or a script gets; and exit codes.
#include "cli/output.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>

using namespace cairn;
using namespace cairn::cli;
using std::chrono::seconds;

TEST_CASE("control characters are shown as escapes, everything else as it is") {
  CHECK(shown("a\tb\nc\x1b[31m\x7f") == "a\\tb\\nc\\x1b[31m\\x7f");
  CHECK(shown("gr\xc3\xb6\xc3\x9f"
              "e \\n") ==
        "gr\xc3\xb6\xc3\x9f"
        "e \\n");
  CHECK(shown_value(true) == "true");
  CHECK(shown_value(std::int64_t{-7}) == "-7");
}

TEST_CASE("times are in UTC, spans in the unit that fits") {
  CHECK(time_text(std::chrono::system_clock::time_point(seconds(1700000000))) ==
        "2023-11-14T22:13:20Z");
  CHECK(span_text(seconds(0)) == "0 s");
  CHECK(span_text(seconds(119)) == "119 s");
  CHECK(span_text(seconds(120)) == "2 min");
  CHECK(span_text(seconds(7200)) == "2 h");
  CHECK(span_text(seconds(48 * 3600)) == "2 days");
}

TEST_CASE("each exit code is told once, and every error has one of them") {
  std::set<Exit> codes;
  for (const ExitMeaning& row : exit_table()) {
    CHECK(codes.insert(row.code).second);
    CHECK_FALSE(row.meaning.empty());
  }
  for (const ErrorCode code :
       {ErrorCode::invalid_argument, ErrorCode::unauthenticated, ErrorCode::permission_denied,
        ErrorCode::not_found, ErrorCode::resource_exhausted, ErrorCode::failed_precondition,
        ErrorCode::unavailable, ErrorCode::internal}) {
    CHECK(codes.count(exit_of(code)) == 1);
    CHECK(exit_of(code) != Exit::ok);
  }
  CHECK(exit_of(ErrorCode::permission_denied) == Exit::denied);
  CHECK(exit_of(ErrorCode::unavailable) == Exit::unreachable);
}
