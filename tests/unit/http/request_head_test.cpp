// The head parser: what it takes, and that everything else is refused.
#include "http/request_head.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn::http;

namespace {

// 0 for a head that is taken, 1 for one that is not whole, else the status of the refusal.
int outcome(const std::string& bytes, const RequestLimits& limits = {}) {
  const HeadEnd end = find_head_end(bytes, 0, limits);
  if (end.refusal) {
    return end.refusal->status;
  }
  if (end.bytes == 0) {
    return 1;
  }
  RequestHead head;
  const auto refusal = parse_head(std::string_view(bytes).substr(0, end.bytes), limits, head);
  return refusal ? refusal->status : 0;
}

std::string with_field(const std::string& field) {
  return "GET /a/b HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n";
}

}  // namespace

TEST_SUITE("http::parse_head") {
  TEST_CASE("a request line and its fields") {
    const std::string bytes =
        "GET /a/b?c HTTP/1.0\r\nHost:h:1\r\nX-Empty:\r\nX-Blank: \t v a \t\r\n\r\nrest";
    const HeadEnd end = find_head_end(bytes, 0, {});
    REQUIRE(end.bytes == bytes.size() - 4);
    RequestHead head;
    REQUIRE_FALSE(parse_head(std::string_view(bytes).substr(0, end.bytes), {}, head).has_value());
    CHECK(head.method == "GET");
    CHECK(head.target == "/a/b?c");
    CHECK(head.minor_version == 0);
    REQUIRE(head.fields.size() == 3);
    CHECK(head.fields[0].value == "h:1");
    CHECK(head.fields[1].value.empty());
    CHECK(head.fields[2].value == "v a");
  }

  TEST_CASE("every way in which two readers could differ is refused") {
    for (const std::string& bytes : {
             std::string("GET /a/b HTTP/1.1\nHost: h\n\n"),            // bare LF
             std::string("GET /a/b HTTP/1.1\r\nHost: h\n\r\n"),        // bare LF in a field
             std::string("\r\nGET /a/b HTTP/1.1\r\nHost: h\r\n\r\n"),  // empty line in front
             std::string("GET  /a/b HTTP/1.1\r\nHost: h\r\n\r\n"),     // two blanks
             std::string("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"),      // blank in the target
             std::string("GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n"),
             std::string("GET /a\xC3\xA9 HTTP/1.1\r\nHost: h\r\n\r\n"),
             std::string("GET /a/b\r\nHost: h\r\n\r\n"),  // no version
             std::string("GET /a/b HTTP/1.1 \r\nHost: h\r\n\r\n"),
             std::string("GET /a/b http/1.1\r\nHost: h\r\n\r\n"),
             std::string("GET /a/b HTTP/1.x\r\nHost: h\r\n\r\n"),
             std::string(" GET /a/b HTTP/1.1\r\nHost: h\r\n\r\n"),
             std::string("G(T /a/b HTTP/1.1\r\nHost: h\r\n\r\n"),
             std::string("GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n", 30),
             with_field("A : b"),  // blank before the colon
             with_field(" folded: b"),
             with_field("A: b\r\n folded"),
             with_field("A: b\r\n\tfolded"),
             with_field("A: b\rc"),  // bare CR
             with_field("A: b\r"),
             with_field("A"),    // no colon
             with_field(": b"),  // no name
             with_field("A@: b"),
             with_field("\xC3\xA9: b"),
             with_field(std::string("A: b\0c", 6)),  // NUL
             with_field("A: \x01"),
             with_field("A: \x7F"),
         }) {
      CAPTURE(bytes);
      CHECK(outcome(bytes) == 400);
    }
  }

  TEST_CASE("other versions of HTTP are told so") {
    for (const char* version : {"HTTP/2.0", "HTTP/1.9", "HTTP/0.9"}) {
      CAPTURE(version);
      CHECK(outcome(std::string("GET /a/b ") + version + "\r\nHost: h\r\n\r\n") == 505);
    }
  }

  TEST_CASE("values may hold bytes beyond ASCII") {
    CHECK(outcome(with_field("A: \xC3\xA9\xFF")) == 0);
  }

  TEST_CASE("every byte has the same verdict wherever it stands in a value") {
    for (int byte = 0; byte < 256; ++byte) {
      const bool fits = byte == '\t' || (byte >= 0x20 && byte != 0x7F);
      for (std::size_t at = 0; at < 20 && byte != '\n'; ++at) {
        CAPTURE(byte);
        CAPTURE(at);
        std::string value(20, 'v');
        value[at] = static_cast<char>(byte);
        CHECK(outcome(with_field("A:" + value)) == (fits ? 0 : 400));
      }
    }
  }

  TEST_CASE("a head that is not whole waits for more, wherever it was cut") {
    const std::string bytes = with_field("A: b");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CAPTURE(size);
      CHECK(outcome(bytes.substr(0, size)) == 1);
      CHECK(find_head_end(bytes, size, {}).bytes == bytes.size());
    }
    CHECK(outcome(bytes) == 0);
  }

  TEST_CASE("limits hold on both sides") {
    RequestLimits limits;
    limits.target_bytes_max = 20;
    limits.header_bytes_max = 100;
    limits.fields_max = 3;
    const auto request = [](std::size_t target, const std::string& fields) {
      return "GET /" + std::string(target - 1, 'a') + " HTTP/1.1\r\n" + fields + "\r\n";
    };
    CHECK(outcome(request(20, ""), limits) == 0);
    CHECK(outcome(request(21, ""), limits) == 414);
    CHECK(outcome(request(5, "A: b\r\nA: b\r\nA: b\r\n"), limits) == 0);
    CHECK(outcome(request(5, "A: b\r\nA: b\r\nA: b\r\nA: b\r\n"), limits) == 431);
    const std::size_t bare = request(5, "A: \r\n").size();
    CHECK(outcome(request(5, "A: " + std::string(100 - bare, 'b') + "\r\n"), limits) == 0);
    CHECK(outcome(request(5, "A: " + std::string(101 - bare, 'b') + "\r\n"), limits) == 431);
  }

  TEST_CASE("what is too long is refused before its end has come") {
    RequestLimits limits;
    limits.header_bytes_max = 100;
    CHECK(outcome("GET /" + std::string(95, 'a'), limits) == 1);
    CHECK(outcome("GET /" + std::string(96, 'a'), limits) == 414);
    CHECK(outcome("GET / HTTP/1.1\r\nA: " + std::string(100, 'a'), limits) == 431);
  }
}
