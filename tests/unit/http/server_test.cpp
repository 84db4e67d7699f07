// The listener over real sockets: framing, order, deadlines, limits, drain.
#include "http/server.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "unit/http/listening.hpp"

using namespace cairn;
using namespace cairn::http;
using namespace std::chrono_literals;

TEST_SUITE("http::Server") {
  TEST_CASE("requests of one connection are answered in order") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x"));
    CHECK(ends_with(client.read_response(), "\r\n\r\na|x|-||"));
    client.send(get("/b/x") + get("/none") + "HEAD /c/x HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(ends_with(client.read_response(), "\r\n\r\nb|x|-||"));
    CHECK(client.read_response().rfind("HTTP/1.1 404 Not Found\r\n", 0) == 0);
    CHECK(client.read_response(false).find("Content-Length: 7\r\n") != std::string::npos);
    client.send(get("/d/x", "Connection: close\r\n") + get("/e/x"));
    const std::string last = client.read_all();
    CHECK(last.find("Connection: close\r\n") != std::string::npos);
    CHECK(ends_with(last, "\r\n\r\nd|x|-||"));
  }

  TEST_CASE("more pipelined requests than one turn takes are all answered") {
    Options options = small_options();
    options.pipelined_per_turn_max = 3;
    House house(options);
    house.start();
    RawClient client(house.server.port());
    std::string all;
    for (int i = 0; i < 50; ++i) {
      all += get("/none");
    }
    client.send(all + get("/a/x"));
    for (int i = 0; i < 50; ++i) {
      CHECK(client.read_response().rfind("HTTP/1.1 404", 0) == 0);
    }
    CHECK(ends_with(client.read_response(), "a|x|-||"));
  }

  TEST_CASE("a request may come byte by byte") {
    House house;
    house.start();
    RawClient client(house.server.port());
    for (const char c : get("/a/x") + get("/b/x")) {
      client.send(std::string(1, c));
    }
    CHECK(ends_with(client.read_response(), "a|x|-||"));
    CHECK(ends_with(client.read_response(), "b|x|-||"));
  }

  TEST_CASE("a large answer arrives whole") {
    const std::string large(8 * 1024 * 1024, 'x');
    House house(small_options(), [&](const service::ReadRequest&) {
      service::Answer answer;
      answer.body = large;
      return answer;
    });
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x") + get("/none"));
    const std::string response = client.read_response();
    CHECK(response.size() > large.size());
    CHECK(ends_with(response, large));
    CHECK(client.read_response().rfind("HTTP/1.1 404", 0) == 0);
  }

  TEST_CASE("a large answer that is asked for often arrives whole each time, in pieces too") {
    std::string large;
    for (int i = 0; large.size() < std::size_t{3} * 1024 * 1024; ++i) {
      large += std::to_string(i) + ' ';
    }
    House house(small_options(), [&](const service::ReadRequest&) {
      service::Answer answer;
      answer.body = large;
      answer.own_file = true;
      return answer;
    });
    house.start();
    RawClient client(house.server.port());
    for (int i = 0; i < 12; ++i) {
      client.send(get("/a/x"));
      CHECK(ends_with(client.read_response(), large));
    }
    client.send("HEAD /a/x HTTP/1.1\r\nHost: h\r\n\r\n" + get("/a/x") + get("/a/x"));
    CHECK(ends_with(client.read_response(false), "\r\n\r\n"));
    CHECK(ends_with(client.read_response(), large));
    CHECK(ends_with(client.read_response(), large));
  }

  TEST_CASE(
      "bodies are read, whether asked for or not, and the next request is found behind them") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send("POST /-/v1/refresh HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /" +
                get("/a/x"));
    CHECK(client.read_response().rfind("HTTP/1.1 200", 0) == 0);
    CHECK(ends_with(client.read_response(), "a|x|-||"));
    const std::string body(200'000, 'x');
    client.send("PUT /a/x HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + body +
                get("/b/x"));
    CHECK(client.read_response().rfind("HTTP/1.1 405", 0) == 0);
    CHECK(ends_with(client.read_response(), "b|x|-||"));
  }

  TEST_CASE("who expects it is told to continue") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(
        "POST /-/v1/refresh HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
        "\r\n");
    CHECK(client.read_response(false) == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("{}");
    CHECK(client.read_response().rfind("HTTP/1.1 200", 0) == 0);
  }

  TEST_CASE("refusals have their status and end the connection") {
    Options options = small_options();
    options.limits.body_bytes_max = 10;
    House house(options);
    house.start();
    const std::vector<std::pair<std::string, std::string>> cases{
        {"GET /a/x HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request"},
        {"GET /a/x HTTP/1.1\nHost: h\n\n", "HTTP/1.1 400 Bad Request"},
        {get("/a/x", "A : b\r\n"), "HTTP/1.1 400 Bad Request"},
        {get("/a/x", "A: b\r\n c\r\n"), "HTTP/1.1 400 Bad Request"},
        {"FOO /a/x HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 501 Not Implemented"},
        {"GET /a/x HTTP/2.0\r\nHost: h\r\n\r\n", "HTTP/1.1 505 HTTP Version Not Supported"},
        {get("/a/x", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
         "HTTP/1.1 411 Length Required"},
        {get("/a/x", "Content-Length: 11\r\n") + "0123456789a", "HTTP/1.1 413 Content Too Large"},
        {get("/" + std::string(3000, 'a')), "HTTP/1.1 414 URI Too Long"},
        {get("/a/x", "Expect: magic\r\n"), "HTTP/1.1 417 Expectation Failed"},
        {get("/a/x", "A: " + std::string(9000, 'a') + "\r\n"),
         "HTTP/1.1 431 Request Header Fields Too Large"},
    };
    for (const auto& each : cases) {
      CAPTURE(each.second);
      RawClient client(house.server.port());
      client.send(each.first + get("/b/x"));
      const std::string all = client.read_all();
      CHECK(all.substr(0, all.find("\r\n")) == each.second);
      CHECK(all.find("Connection: close\r\n") != std::string::npos);
      CHECK(all.find("b|x") == std::string::npos);
    }
  }

  TEST_CASE("HTTP/1.0 closes unless asked to keep") {
    House house;
    house.start();
    RawClient closing(house.server.port());
    closing.send("GET /a/x HTTP/1.0\r\nHost: h\r\n\r\n");
    CHECK(ends_with(closing.read_all(), "a|x|-||"));
    RawClient keeping(house.server.port());
    keeping.send("GET /a/x HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n");
    CHECK(keeping.read_response().find("Connection: keep-alive\r\n") != std::string::npos);
    keeping.send("GET /actuator/health HTTP/1.0\r\n\r\n");
    CHECK(keeping.read_all().rfind("HTTP/1.1 200", 0) == 0);
  }

  TEST_CASE("every answer has a date and the request's id") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", "Cairn-Request-Id: abc\r\n"));
    const std::string first = client.read_response();
    CHECK(first.find("\r\nCairn-Request-Id: abc\r\n") != std::string::npos);
    CHECK(first.find("\r\nDate: ") != std::string::npos);
    client.send(get("/none"));
    CHECK(client.read_response().find("\r\nCairn-Request-Id: ") != std::string::npos);
  }

  TEST_CASE("a head that does not end is cut off at its deadline, however slowly it comes") {
    Options options = small_options();
    options.timeouts.header = 40ms;
    House house(options);
    house.start();
    RawClient client(house.server.port());
    const auto begin = std::chrono::steady_clock::now();
    client.send("GET /a/x HTTP/1.1\r\n");
    std::thread drip([&] {
      for (int i = 0; i < 20; ++i) {
        client.send("A: b\r\n");
        std::this_thread::sleep_for(10ms);
      }
    });
    const std::string all = client.read_all();
    drip.join();
    CHECK(all.rfind("HTTP/1.1 408 Request Timeout\r\n", 0) == 0);
    CHECK(std::chrono::steady_clock::now() - begin < 5s);
  }

  TEST_CASE("a body that does not come is cut off, an idle connection is closed") {
    Options options = small_options();
    options.timeouts.body = 30ms;
    options.timeouts.idle = 30ms;
    House house(options);
    house.start();
    RawClient posting(house.server.port());
    posting.send("POST /-/v1/refresh HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{");
    CHECK(posting.read_all().rfind("HTTP/1.1 408", 0) == 0);
    RawClient idle(house.server.port());
    CHECK(idle.read_all().empty());
  }

  TEST_CASE("an answer that is not found in time is 503") {
    Options options = small_options();
    options.timeouts.answer = 30ms;
    House house(options);
    house.service.hold = true;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x"));
    CHECK(client.read_all().rfind("HTTP/1.1 503", 0) == 0);
    CHECK(house.service.release() == 1);  // too late; nobody is there any more
  }

  TEST_CASE("beyond the connections there is health, and 503 for the rest") {
    Options options = small_options();
    options.connections_max = 1;
    options.connections_reserve = 1;
    House house(options);
    house.start();
    RawClient first(house.server.port());
    first.send(get("/a/x"));
    CHECK(first.read_response().rfind("HTTP/1.1 200", 0) == 0);
    {
      RawClient second(house.server.port());
      second.send(get("/actuator/health"));
      CHECK(second.read_response().rfind("HTTP/1.1 200", 0) == 0);
      RawClient third(house.server.port());
      CHECK(third.read_all().rfind("HTTP/1.1 503", 0) == 0);
      CHECK(second.read_all().empty());
    }
    RawClient fourth(house.server.port());
    fourth.send(get("/a/x"));
    const std::string refused = fourth.read_all();
    CHECK(refused.rfind("HTTP/1.1 503", 0) == 0);
    CHECK(refused.find("Retry-After: 1\r\n") != std::string::npos);
    first.send(get("/b/x"));
    CHECK(first.read_response().rfind("HTTP/1.1 200", 0) == 0);
  }

  TEST_CASE("one address has a limit of its own") {
    Options options = small_options();
    options.connections_per_address_max = 1;
    options.connections_reserve = 0;
    House house(options);
    house.start();
    RawClient first(house.server.port());
    first.send(get("/a/x"));
    CHECK(first.read_response().rfind("HTTP/1.1 200", 0) == 0);
    RawClient second(house.server.port());
    CHECK(second.read_all().rfind("HTTP/1.1 503", 0) == 0);
  }

  TEST_CASE("a port that is taken, or an address that is none, is told at the start") {
    House house;
    house.start();
    Options options = small_options();
    options.port = house.server.port();
    House second(options);
    const auto taken = second.server.start();
    REQUIRE_FALSE(taken.has_value());
    CHECK(taken.error().code == ErrorCode::unavailable);
    options.address = "no address";
    House third(options);
    const auto wrong = third.server.start();
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code == ErrorCode::invalid_argument);
  }

  TEST_CASE("localhost, and every address, can be listened on by several threads") {
    for (const char* address : {"localhost", "", "0.0.0.0"}) {
      CAPTURE(address);
      Options options = small_options();
      options.address = address;
      options.threads = 2;
      House house(options);
      house.start();
      for (int i = 0; i < 8; ++i) {
        CHECK(house.status_line(get("/a/x", "Connection: close\r\n")) == "HTTP/1.1 200 OK");
      }
    }
  }
}
