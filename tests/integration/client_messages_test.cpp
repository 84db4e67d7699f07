// What the transport makes of answers: bodies in all forms, limits on both sides, what it refuses,
// and what it does not do to the process that it lives in.
#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "fetch/http_transport.hpp"
#include "support/loopback_server.hpp"

using namespace cairn;
using namespace cairn::fetch;
using namespace cairn::testing;
using std::chrono::milliseconds;

namespace {

HttpRequest request_to(const std::string& uri, std::size_t body_bytes_max = 1000) {
  HttpRequest request;
  request.server = parse_uri(uri)->uri;
  request.target = "/shop/dev";
  request.connect_timeout = milliseconds(5000);
  request.deadline = milliseconds(5000);
  request.body_bytes_max = body_bytes_max;
  return request;
}

Exchange get(const HttpRequest& request, const std::string& proxy = "") {
  const auto transport = make_http_transport({}, proxy, false);
  REQUIRE(transport.has_value());
  return (*transport)->get(request, {});
}

// The server sends these bytes after the request and closes.
Exchange exchange_with(const std::string& bytes, std::size_t body_bytes_max = 1000) {
  LoopbackServer server([&](int connection) {
    (void)read_head(connection);  // whatever it says
    (void)send_all(connection, bytes);
  });
  return get(request_to(server.uri(), body_bytes_max));
}

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

std::atomic<int> pipes_broken = 0;

}  // namespace

TEST_SUITE("client messages") {
  TEST_CASE("the request is what Spring's client sends, and nothing more") {
    std::string seen;
    LoopbackServer server([&](int connection) {
      seen = read_head(connection);
      (void)send_all(connection, http(200, "{}"));
    });
    HttpRequest request = request_to(server.uri());
    request.headers.push_back({"X-Config-Token", base::Secret("abc")});
    CHECK(get(request)->body == "{}");

    CHECK(seen.starts_with("GET /shop/dev HTTP/1.1\r\n"));
    for (const std::string& line :
         {"Host: " + server.authority(), std::string("X-Config-Token: abc"),
          std::string("Accept-Encoding: identity"), std::string("Connection: close")}) {
      CAPTURE(line);
      CHECK(seen.find("\r\n" + line + "\r\n") != std::string::npos);
    }
  }

  TEST_CASE("a body may have a length, come in chunks, or end with the connection") {
    CHECK(exchange_with(ok + "Content-Length: 2\r\n\r\n{}")->body == "{}");
    CHECK(exchange_with(ok + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n")
              ->body == "{}");
    CHECK(exchange_with(ok + "\r\n{}")->body == "{}");
    CHECK(exchange_with("HTTP/1.0 200 OK\r\n\r\n{}")->body == "{}");
    CHECK(exchange_with("HTTP/1.1 100 Continue\r\n\r\n" + ok + "\r\n{}")->body == "{}");
  }

  TEST_CASE("headers that matter are kept") {
    const auto answer = exchange_with(
        ok + "ETag: W/\"a1\"\r\ncairn-revision: f61f\r\nCairn-Stale: reason=held\r\n" +
        "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b");
    REQUIRE(answer.has_value());
    CHECK(answer->etag == "W/\"a1\"");
    CHECK(answer->revision == "f61f");
    CHECK(answer->stale == "reason=held");
    CHECK(answer->content_type == "application/json");
    CHECK(answer->content_encoding == "gzip");
    CHECK(answer->body == "\x1f\x8b");  // not decompressed
  }

  TEST_CASE("a body of the largest size passes, one byte more does not, in each form") {
    const std::string most(1000, ' ');
    for (const std::size_t size : {std::size_t{1000}, std::size_t{1001}}) {
      const std::string body(size, ' ');
      std::string chunks;
      for (std::size_t at = 0; at < size; at += 100) {
        const std::size_t part = std::min<std::size_t>(100, size - at);
        chunks += (part == 100 ? "64" : "1") + ("\r\n" + std::string(part, ' ')) + "\r\n";
      }
      for (const std::string& message :
           {ok + "Content-Length: " + std::to_string(size) + "\r\n\r\n" + body,
            ok + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n", ok + "\r\n" + body}) {
        const auto answer = exchange_with(message);
        if (size == 1000) {
          REQUIRE(answer.has_value());
          CHECK(answer->body == most);
        } else {
          REQUIRE_FALSE(answer.has_value());
          CHECK(answer.error().problem == TransportProblem::too_large);
        }
      }
    }
  }

  TEST_CASE("a server that never stops sending is cut off at the limits") {
    for (const std::string& start : {std::string("HTTP/1.1 200 "), ok, ok + "X: ", ok + "\r\n",
                                     ok + "Transfer-Encoding: chunked\r\n\r\n",
                                     ok + "Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\n"}) {
      CAPTURE(start);
      std::size_t sent = 0;
      LoopbackServer server([&](int connection) {
        (void)read_head(connection);  // whatever it says
        const std::string block(4096, 'a');
        bool open = send_all(connection, start);
        while (open && sent < 100'000'000) {
          open = send_all(connection, block);
          sent += block.size();
        }
      });
      const auto answer = get(request_to(server.uri()));
      REQUIRE_FALSE(answer.has_value());
      CHECK(answer.error().problem != TransportProblem::timed_out);
    }
  }

  TEST_CASE("what can be read in two ways, or is no HTTP, is refused") {
    for (const std::string& message : {
             ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
             ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
             ok + "Content-Length: -2\r\n\r\n{}",
             ok + "Content-Length: 2x\r\n\r\n{}",
             ok + "Content-Length: 99999999999999999999\r\n\r\n{}",
             ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
             ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
             ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
             std::string("<html>no</html>\r\n\r\n"),
             std::string("HTTP/2 200 OK\r\n\r\n{}"),
             std::string("SSH-2.0-OpenSSH_9\r\n"),
             std::string("HTTP/1.1 200 OK\n\n{}"),
         }) {
      CAPTURE(message);
      const auto answer = exchange_with(message);
      REQUIRE_FALSE(answer.has_value());
      CHECK(answer.error().problem == TransportProblem::malformed);
    }
  }

  TEST_CASE("an answer that ends too early is a broken connection") {
    for (const std::string& message :
         {std::string(), std::string("HTTP/1.1 200"), ok, ok + "Content-Length: 9\r\n\r\n{}",
          ok + "Transfer-Encoding: chunked\r\n\r\n9\r\n{}"}) {
      CAPTURE(message);
      const auto answer = exchange_with(message);
      REQUIRE_FALSE(answer.has_value());
      CHECK(answer.error().problem == TransportProblem::not_connected);
    }
  }

  TEST_CASE(
      "a status without a body does not wait for one, though the server keeps the line open") {
    for (const int status : {204, 301, 304, 401, 404}) {
      LoopbackServer server([&](int connection) {
        (void)read_head(connection);  // whatever it says
        (void)send_all(connection, "HTTP/1.1 " + std::to_string(status) + " X\r\n\r\n");
        wait_for_end(connection);
      });
      const auto answer = get(request_to(server.uri()));
      REQUIRE(answer.has_value());
      CHECK(answer->status == status);
    }
  }

  TEST_CASE("redirects are not followed") {
    LoopbackServer other([](int connection) { wait_for_end(connection); });
    const auto answer =
        exchange_with("HTTP/1.1 302 Found\r\nLocation: " + other.uri() + "/\r\n\r\n");
    CHECK(answer->status == 302);
    CHECK(other.connections() == 0);
  }

  TEST_CASE("a proxy is used when it is configured, and never because of the environment") {
    std::string seen;
    LoopbackServer proxy([&](int connection) {
      seen = read_head(connection);
      (void)send_all(connection, http(200, "{}"));
    });
    for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
      ::setenv(name, proxy.uri().c_str(), 1);
    }
    LoopbackServer server([](int connection) {
      (void)read_head(connection);  // whatever it says
      (void)send_all(connection, http(200, "{}"));
    });
    CHECK(get(request_to(server.uri())).has_value());
    CHECK(proxy.connections() == 0);
    for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
      ::unsetenv(name);
    }

    CHECK(get(request_to("http://config.invalid:8888"), "http://u:p%40@" + proxy.authority())
              .has_value());
    CHECK(seen.starts_with("GET http://config.invalid:8888/shop/dev HTTP/1.1\r\n"));
    CHECK(seen.find("\r\nHost: config.invalid:8888\r\n") != std::string::npos);
    CHECK(seen.find("\r\nProxy-Authorization: Basic dTpwQA==\r\n") != std::string::npos);
  }

  TEST_CASE("a server that closes while it is written to raises no signal") {
    struct sigaction count {};
    struct sigaction before {};
    count.sa_handler = [](int) { ++pipes_broken; };
    REQUIRE(::sigaction(SIGPIPE, &count, &before) == 0);
    LoopbackServer server([](int connection) { close_unread(connection); });
    // Far more than the buffers of a connection hold, so that writing goes on after the end.
    const std::string long_text(16'000'000, 'x');
    for (int i = 0; i < 5; ++i) {
      HttpRequest request = request_to(server.uri());
      request.headers.push_back({"X-Long", base::Secret(long_text)});
      const auto answer = get(request);
      REQUIRE_FALSE(answer.has_value());
      CHECK(answer.error().problem == TransportProblem::not_connected);
    }
    CHECK(pipes_broken == 0);

    // The same server does raise it in who writes without care.
    const int careless = connect_to(server.port());
    for (std::size_t at = 0; at < long_text.size();) {
      const ssize_t written = ::write(careless, long_text.data() + at, long_text.size() - at);
      if (written <= 0) {
        break;
      }
      at += static_cast<std::size_t>(written);
    }
    CHECK(::write(careless, "x", 1) < 0);
    ::close(careless);
    (void)::sigaction(SIGPIPE, &before, nullptr);
    CHECK(pipes_broken > 0);
  }
}
