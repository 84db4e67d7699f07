// Pauses that remotes ask for.
#include "source/git/retry_after.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using cairn::source::git::retry_after;

namespace {

constexpr std::int64_t now = 1'767'225'600;  // Thu, 01 Jan 2026 00:00:00 GMT

std::string received(const std::string& line) {
  return "23:12:09.123456 http.c:725              <= Recv header: " + line + "\n";
}

std::string answer(const std::string& status, const std::string& value) {
  return received("HTTP/1.1 " + status) + received("Server: x") +
         (value.empty() ? "" : received("Retry-After: " + value)) + received("");
}

}  // namespace

TEST_SUITE("retry_after") {
  TEST_CASE("seconds and dates are understood, of 429 and of 503") {
    CHECK(retry_after(answer("429 Too Many Requests", "7"), now) == 7s);
    CHECK(retry_after(answer("503 Service Unavailable", "120"), now) == 120s);
    CHECK(retry_after(answer("429 x", "Thu, 01 Jan 2026 00:00:30 GMT"), now) == 30s);
    CHECK(retry_after(received("HTTP/2 429") + received("retry-after: 9\r"), now) == 9s);
  }

  TEST_CASE("what asks for nothing, or cannot be understood, asks for nothing") {
    for (const char* value : {"", "soon", "-5", "1.5", "7 s", "Thu, 01 Jan 2026 00:00:30",
                              "Wed, 31 Dec 2025 23:59:59 GMT"}) {
      CAPTURE(value);
      CHECK_FALSE(retry_after(answer("429 x", value), now).has_value());
    }
    CHECK_FALSE(retry_after("", now).has_value());
    CHECK_FALSE(retry_after("Retry-After: 7\n", now).has_value());
  }

  TEST_CASE("it is at least a second and at most an hour") {
    CHECK(retry_after(answer("429 x", "0"), now) == 1s);
    CHECK(retry_after(answer("429 x", "3600"), now) == 3600s);
    CHECK(retry_after(answer("429 x", "3601"), now) == 3600s);
    CHECK(retry_after(answer("429 x", "99999999999999999999999"), now) == 3600s);
    CHECK(retry_after(answer("429 x", "Thu, 01 Jan 2026 01:00:01 GMT"), now) == 3600s);
  }

  TEST_CASE("only the last answer counts, and only of those two") {
    CHECK_FALSE(retry_after(answer("429 x", "7") + answer("200 OK", ""), now).has_value());
    CHECK_FALSE(retry_after(answer("200 OK", "7"), now).has_value());
    CHECK_FALSE(retry_after(answer("500 x", "7"), now).has_value());
    CHECK(retry_after(answer("401 x", "") + answer("503 x", "8"), now) == 8s);
  }

  TEST_CASE("what is sent to the remote is not taken for what it said") {
    const std::string sent = "23:12:09 http.c:725 => Send header: Retry-After: 5\n";
    CHECK_FALSE(retry_after(received("HTTP/1.1 429 x") + sent, now).has_value());
  }
}
