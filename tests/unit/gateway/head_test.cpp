// Heads of messages: what is refused before it is read.
#include "head.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using gateway::HeadOf;
using gateway::problem_of_head;
using gateway::with_percents_kept;
using namespace std::string_view_literals;

TEST_SUITE("problem_of_head") {
  TEST_CASE("heads that everybody reads alike are taken") {
    for (const std::string_view head :
         {"GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Tab: a\tb\r\nX-Bytes: \xc3\xbc\r\n\r\n"sv,
          "POST /a?b HTTP/1.0\r\n\r\n"sv}) {
      CHECK(problem_of_head(head, HeadOf::request) == "");
    }
    CHECK(problem_of_head("HTTP/1.1 200\r\n\r\n", HeadOf::response) == "");
    CHECK(problem_of_head("HTTP/1.0 404 Not \xc3\xa4\r\nA: b\r\n\r\n", HeadOf::response) == "");
  }

  TEST_CASE("requests that can be read in two ways are refused") {
    for (const std::string_view head :
         {"GET / HTTP/1.1\r\nA : b\r\n\r\n"sv, "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"sv,
          "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n"sv, "GET / HTTP/1.1\r\nA\r\n\r\n"sv,
          "GET / HTTP/1.1\r\n: b\r\n\r\n"sv, "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"sv,
          "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"sv, "GET  / HTTP/1.1\r\n\r\n"sv, "GET /\r\n\r\n"sv,
          "GET / HTTP/2.0\r\n\r\n"sv, "GET /\t HTTP/1.1\r\n\r\n"sv, "GET /a#b HTTP/1.1\r\n\r\n"sv,
          "GET /\xc3\xbc HTTP/1.1\r\n\r\n"sv, "\r\n"sv, "GET / HTTP/1.1\r\n"sv}) {
      CAPTURE(std::string(head));
      CHECK(problem_of_head(head, HeadOf::request) != "");
    }
  }

  TEST_CASE("answers without a proper status line are refused, and those with an endless one") {
    for (const std::string_view head : {"200 OK\r\n\r\n"sv, "HTTP/1.1 20 OK\r\n\r\n"sv,
                                        "HTTP/1.1 2000 OK\r\n\r\n"sv, "HTTP/2 200 OK\r\n\r\n"sv}) {
      CAPTURE(std::string(head));
      CHECK(problem_of_head(head, HeadOf::response) != "");
    }
    const std::string begin = "HTTP/1.1 200 ";
    const auto with_length = [&](std::size_t length) {
      return problem_of_head(begin + std::string(length - begin.size(), 'x') + "\r\n\r\n",
                             HeadOf::response);
    };
    CHECK(with_length(512) == "");
    CHECK(with_length(513) != "");
  }
}

TEST_CASE("percents of header lines are doubled, those of the first line are not") {
  CHECK(with_percents_kept("GET /%20 HTTP/1.1\r\nCookie: a=%0d%\r\n\r\n") ==
        "GET /%20 HTTP/1.1\r\nCookie: a=%250d%25\r\n\r\n");
}
