// Heads, error bodies, dates, dispositions and conditions.
#include "http/response.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "http/conditional.hpp"
#include "http/content_disposition.hpp"
#include "http/http_date.hpp"
#include "http/text_encoding.hpp"
#include "render/json_text.hpp"

using namespace cairn::http;

TEST_SUITE("http::response") {
  TEST_CASE("an error body has its members in order") {
    const auto now =
        std::chrono::system_clock::time_point(std::chrono::milliseconds(1784801412045));
    CHECK(error_body(404, "/shop/a\"b", now) ==
          R"({"timestamp":"2026-07-23T10:10:12.045Z","status":404,"error":"Not Found",)"
          R"("path":"/shop/a\"b"})");
  }

  TEST_CASE("a head ends its lines and never lets a value end one") {
    const auto head = HeadWriter(200).add("A", "x\r\ny\tz\x7F").length(3).finish();
    CHECK(*head == "HTTP/1.1 200 OK\r\nA: x??y\tz?\r\nContent-Length: 3\r\n");
  }

  TEST_CASE("a response without a type has no Content-Type") {
    const Response response = make_response(404, {}, {});
    CHECK(response.head->find("Content-Type:") == std::string::npos);
    CHECK(response.head->find("Content-Length: 0\r\n") != std::string::npos);
    CHECK(response.body.empty());
  }

  TEST_CASE("field text is escaped and cut between escapes") {
    CHECK(field_text("a b\n%\xC3", 100) == "a b%0A%25%C3");
    CHECK(field_text("abc", 2) == "ab");
    CHECK(field_text("ab\n", 4) == "ab");
    CHECK(field_text("ab\n", 5) == "ab%0A");
  }

  TEST_CASE("JSON strings are escaped") {
    std::string out;
    cairn::render::append_json_string(out, "\"\\\n\r\t\x01/\xC3\xA9");
    CHECK(out == "\"\\\"\\\\\\n\\r\\t\\u0001/\xC3\xA9\"");
  }
}

TEST_SUITE("http::date") {
  TEST_CASE("a date is written and read back") {
    CHECK(format_http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(format_http_date(1795539301) == "Tue, 24 Nov 2026 16:55:01 GMT");
    CHECK(parse_http_date("Tue, 24 Nov 2026 16:55:01 GMT") == 1795539301);
    CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT") == 1709251199);
  }

  TEST_CASE("what is no date is none") {
    for (const char* text : {"", "Tue, 24 Nov 2026 16:55:01 UTC", "Tue, 24 Nov 2026 16:55:01",
                             "24 Nov 2026 16:55:01 GMT", "Tue, 31 Feb 2026 16:55:01 GMT",
                             "Tue, 24 nov 2026 16:55:01 GMT", "Tue, 24 Nov 2026 24:00:00 GMT",
                             "Tue, -4 Nov 2026 16:55:01 GMT", "Tuesday, 24-Nov-26 16:55:01 GMT",
                             "Tue Nov 24 16:55:01 2026"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_http_date(text).has_value());
    }
  }
}

TEST_SUITE("http::conditional") {
  TEST_CASE("tags are compared weakly, wherever in the list they stand") {
    for (const char* field : {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\" ,\"c\"", "*",
                              " * ", "\"b,c\", \"a\""}) {
      CAPTURE(field);
      CHECK(etag_matches({field}, "\"a\""));
      CHECK(etag_matches({field}, "W/\"a\""));
      CHECK(etag_matches({"\"x\"", field}, "\"a\""));
    }
  }

  TEST_CASE("other tags are others") {
    for (const char* field : {"", "a", "\"A\"", "\"a", "\"b\"", "\"aa\"", "\"a,b\"", "\"*\""}) {
      CAPTURE(field);
      CHECK_FALSE(etag_matches({field}, "\"a\""));
    }
    CHECK_FALSE(etag_matches({}, "\"a\""));
    CHECK_FALSE(etag_matches({"*"}, ""));
  }

  TEST_CASE("a file that is as old as the date has not changed") {
    CHECK(not_modified_since("Tue, 24 Nov 2026 16:55:01 GMT", 1795539301));
    CHECK_FALSE(not_modified_since("Tue, 24 Nov 2026 16:55:01 GMT", 1795539302));
    CHECK_FALSE(not_modified_since("Tue, 24 Nov 2026 16:55:01 GMT", 0));
    CHECK_FALSE(not_modified_since("yesterday", 1));
    CHECK_FALSE(not_modified_since("", 1));
  }
}

TEST_SUITE("http::needs_disposition") {
  TEST_CASE("harmless names need none") {
    for (const char* path :
         {"/shop/dev", "/a.b/dev", "/shop/a.txt", "/shop/UPPER.TXT", "/shop/a.yaml", "/shop/a.json",
          "/shop/logo.svg", "/shop/a.mp4", "/shop/a.", "/shop/.", "/shop/", "/shop-dev.properties",
          "/shop/dev;x=1.txt", "/shop/a%2Etxt"}) {
      CAPTURE(path);
      CHECK_FALSE(needs_disposition(path));
    }
  }

  TEST_CASE("others are not to be shown under their name") {
    for (const char* path :
         {"/shop/dev/v1.2", "/shop/site.conf", "/shop/all.bin", "/shop/dev.yml.bak", "/shop/a.html",
          "/shop/dev;x=1.bat", "/shop/dev.bat;x", "/shop/a%2Ebat", "/shop/a.json-dev"}) {
      CAPTURE(path);
      CHECK(needs_disposition(path));
    }
  }
}

TEST_SUITE("http::encode_text") {
  TEST_CASE("names of encodings in any case") {
    CHECK(encoding_of("utf-8") == Encoding::utf8);
    CHECK(encoding_of("Latin1") == Encoding::iso_8859_1);
    CHECK_FALSE(encoding_of("nonsense").has_value());
    CHECK_FALSE(encoding_of("").has_value());
  }

  TEST_CASE("what an encoding cannot say is a question mark") {
    const std::string text = "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80";
    CHECK(encode_text(text, Encoding::utf8) == text);
    CHECK(encode_text(text, Encoding::iso_8859_1) == "\xE9 ? ?");
    CHECK(encode_text(text, Encoding::us_ascii) == "? ? ?");
    CHECK(encode_text("\xC3\xA9", Encoding::utf16) == "\xFE\xFF" + std::string("\0\xE9", 2));
    CHECK(encode_text("\xF0\x9F\x98\x80", Encoding::utf16_le) == std::string("\x3D\xD8\0\xDE", 4));
  }
}
