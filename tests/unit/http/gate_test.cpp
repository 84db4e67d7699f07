// The gate: framing, hosts, methods, targets.
#include "http/gate.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace cairn::http;

namespace {

struct Passed {
  std::string bytes;
  RequestHead head;
  Request request;
  int status = 0;  // of the refusal
};

std::unique_ptr<Passed> pass(const std::string& line, const std::string& fields,
                             const Options& options = {}) {
  auto made = std::make_unique<Passed>();
  made->bytes = line + "\r\n" + fields + "\r\n";
  REQUIRE_FALSE(parse_head(made->bytes, options.limits, made->head).has_value());
  const auto refusal = pass_gate(made->head, options, made->request);
  made->status = refusal ? refusal->status : 0;
  return made;
}

int status(const std::string& line, const std::string& fields, const Options& options = {}) {
  return pass(line, fields, options)->status;
}

constexpr const char* get = "GET /a/b HTTP/1.1";
constexpr const char* post = "POST /a/b HTTP/1.1";

}  // namespace

TEST_SUITE("http::pass_gate") {
  TEST_CASE("the fields that count") {
    const auto passed = pass(
        "HEAD /a/b?c HTTP/1.1",
        "host: h:80\r\nACCEPT: a/b\r\nAccept: c/d\r\nAccept-Charset: x\r\nIf-None-Match: \"1\"\r\n"
        "If-None-Match: \"2\"\r\nIf-Modified-Since: d\r\nAuthorization: Basic eA==\r\n"
        "Cairn-Request-Id: abc-1\r\nUpgrade: h2c\r\nConnection: x, Close\r\n");
    CHECK(passed->status == 0);
    const Request& request = passed->request;
    CHECK(request.head_only());
    CHECK(request.target == "/a/b?c");
    CHECK(request.accept == AcceptFields{"a/b", "c/d"});
    CHECK(request.accept_charset == "x");
    CHECK(request.if_none_match.size() == 2);
    CHECK(request.if_modified_since == "d");
    CHECK(request.authorization == "Basic eA==");
    CHECK(request.id == "abc-1");
    CHECK_FALSE(request.keep_alive);
  }

  TEST_CASE("a request id that we would not write is not taken") {
    CHECK(pass(get, "Host: h\r\nCairn-Request-Id: a b\r\n")->request.id.empty());
    CHECK(pass(get, "Host: h\r\nCairn-Request-Id: " + std::string(64, 'a') + "\r\n")
              ->request.id.size() == 64);
    CHECK(pass(get, "Host: h\r\nCairn-Request-Id: " + std::string(65, 'a') + "\r\n")
              ->request.id.empty());
  }

  TEST_CASE("connections are kept by default since HTTP/1.1") {
    CHECK(pass(get, "Host: h\r\n")->request.keep_alive);
    CHECK_FALSE(pass("GET /a/b HTTP/1.0", "Host: h\r\n")->request.keep_alive);
    CHECK(pass("GET /a/b HTTP/1.0", "Host: h\r\nConnection: Keep-Alive\r\n")->request.keep_alive);
    CHECK_FALSE(pass(get, "Host: h\r\nConnection: keep-alive\r\nConnection: close\r\n")
                    ->request.keep_alive);
  }

  TEST_CASE("exactly one Host, but for old health checks") {
    CHECK(status(get, "") == 400);
    CHECK(status(get, "Host: a\r\nHost: a\r\n") == 400);
    CHECK(status("GET /a/b HTTP/1.0", "") == 400);
    CHECK(status("GET /actuator/health HTTP/1.0", "") == 0);
    CHECK(status("GET /actuator/health/liveness HTTP/1.0", "") == 0);
    CHECK(status("GET /actuator/health?x HTTP/1.0", "") == 0);
    CHECK(status("GET /actuator/healthy HTTP/1.0", "") == 400);
    CHECK(status("GET /actuator/health HTTP/1.1", "") == 400);
    for (const char* host :
         {"h", "h:1", "h:", "127.0.0.1:8888", "[::1]", "[::1]:8888", "a-b.c_d"}) {
      CAPTURE(host);
      CHECK(status(get, std::string("Host: ") + host + "\r\n") == 0);
    }
    for (const char* host : {"", "a b", "a/b", "a,b/", "h:x", "h:123456", "[::1", "[]", "[x]",
                             "a@b", ":80", "h\"", "[::1]x"}) {
      CAPTURE(host);
      CHECK(status(get, std::string("Host: ") + host + "\r\n") == 400);
    }
  }

  TEST_CASE("known methods pass, others are 501") {
    for (const char* method :
         {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"}) {
      CAPTURE(method);
      CHECK(status(std::string(method) + " /a/b HTTP/1.1", "Host: h\r\n") == 0);
    }
    for (const char* method : {"get", "FOO", "CONNECT", "PROPFIND", "GETT"}) {
      CAPTURE(method);
      CHECK(status(std::string(method) + " /a/b HTTP/1.1", "Host: h\r\n") == 501);
    }
  }

  TEST_CASE("a full URL is the path on this host") {
    const auto target_of = [](const char* target) {
      const auto passed = pass(std::string("GET ") + target + " HTTP/1.1", "Host: h:1\r\n");
      return passed->status == 0 ? std::string(passed->request.target)
                                 : std::to_string(passed->status);
    };
    CHECK(target_of("http://h:1/a/b?c") == "/a/b?c");
    CHECK(target_of("HTTPS://H:1/a") == "/a");
    CHECK(target_of("http://h:1") == "/");
    CHECK(target_of("http://user@h:1/a") == "400");
    CHECK(target_of("http://h:1@other/a") == "400");
    CHECK(target_of("http://other/a") == "400");
    CHECK(target_of("http://h/a") == "400");
    CHECK(target_of("http:///a") == "400");
    CHECK(target_of("ftp://h:1/a") == "400");
    CHECK(target_of("a/b") == "400");
    CHECK(target_of("*") == "400");
    CHECK(status("OPTIONS * HTTP/1.1", "Host: h\r\n") == 0);
  }

  TEST_CASE("where a body ends must be plain") {
    CHECK(pass(post, "Host: h\r\nContent-Length: 12\r\n")->request.content_length == 12);
    CHECK(pass(post, "Host: h\r\n")->request.content_length == 0);
    CHECK(pass(get, "Host: h\r\nContent-Length: 0\r\n")->request.content_length == 0);
    for (const char* field :
         {"Content-Length: +3", "Content-Length: 0x3", "Content-Length: -1", "Content-Length: 3, 3",
          "Content-Length:", "Content-Length: 3\r\nContent-Length: 3", "Content-Length: 3 3",
          "Content-Length: 3\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 3",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"}) {
      CAPTURE(field);
      CHECK(status(post, std::string("Host: h\r\n") + field + "\r\n") == 400);
    }
    CHECK(status(post, "Host: h\r\nTransfer-Encoding: Chunked\r\n") == 411);
    CHECK(status(post, "Host: h\r\nTransfer-Encoding: gzip, chunked\r\n") == 501);
    CHECK(status(post, "Host: h\r\nTransfer-Encoding: identity\r\n") == 501);
  }

  TEST_CASE("the limit of a body holds on both sides") {
    Options options;
    options.limits.body_bytes_max = 10;
    CHECK(status(post, "Host: h\r\nContent-Length: 10\r\n", options) == 0);
    CHECK(status(post, "Host: h\r\nContent-Length: 11\r\n", options) == 413);
    CHECK(status(post, "Host: h\r\nContent-Length: 99999999999999999999\r\n", options) == 413);
  }

  TEST_CASE("Expect is known in one form") {
    CHECK(pass(post, "Host: h\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n")
              ->request.expects_continue);
    CHECK(status(post, "Host: h\r\nExpect: something\r\n") == 417);
    CHECK(status("POST /a/b HTTP/1.0", "Host: h\r\nExpect: something\r\n") == 0);
  }
}
