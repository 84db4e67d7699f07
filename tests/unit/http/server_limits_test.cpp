// Who takes too long, too much, or comes from an address that has enough; with real sockets.
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "unit/http/listening.hpp"

using namespace cairn;
using namespace cairn::http;

namespace {

bool is(const std::string& response, const char* status) {
  return response.rfind(std::string("HTTP/1.1 ") + status, 0) == 0;
}

// Sends a byte each few milliseconds until the server has closed, and returns what it said.
std::string drip(std::uint16_t port, const std::string& begin, char byte) {
  RawClient client(port);
  client.send(begin);
  std::jthread dripping([&](const std::stop_token& enough) {
    while (!enough.stop_requested()) {
      client.send(std::string(1, byte));
      std::this_thread::sleep_for(5ms);
    }
  });
  return client.read_all();
}

Options behind_proxies() {
  Options options = small_options();
  options.trusted_proxies = TrustedProxies::parse({"127.0.0.0/8"}).value();
  return options;
}

std::string from(const char* client) {
  return "X-Forwarded-For: " + std::string(client) + "\r\n";
}

}  // namespace

TEST_SUITE("http::Server's limits") {
  TEST_CASE("bytes that drip do not extend the time of a head or of a body") {
    Options options = small_options();
    options.timeouts.header = 40ms;
    options.timeouts.body = 40ms;
    House house(options);
    house.start();
    CHECK(is(drip(house.server.port(), "G", 'E'), "408"));
    CHECK(is(drip(house.server.port(), "GET /a/x HTTP/1.1\r\nHost: h\r\nA: ", 'b'), "408"));
    CHECK(is(drip(house.server.port(),
                  "POST /-/v1/refresh HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n", 'b'),
             "408"));
  }

  TEST_CASE("the time of a head begins with its first byte, not with the connection") {
    Options options = small_options();
    options.timeouts.header = 40ms;
    House house(options);
    house.start();
    RawClient client(house.server.port());
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(60ms);
      client.send(get("/a/x"));
      CHECK(is(client.read_response(), "200"));
    }
  }

  TEST_CASE("who takes a byte of the answer now and then is cut off") {
    const std::string large(std::size_t{48} * 1024 * 1024, 'x');
    Options options = small_options();
    options.timeouts.write = 60ms;
    House house(options, [&](const service::ReadRequest&) {
      service::Answer answer;
      answer.body = large;
      return answer;
    });
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x"));
    for (int i = 0; i < 60; ++i) {
      client.take(1);
      std::this_thread::sleep_for(5ms);
    }
    CHECK(client.read_all().size() < large.size());
  }

  TEST_CASE("the reserve for health is not for those who do not ask") {
    Options options = small_options();
    options.connections_max = 1;
    options.connections_reserve = 1;
    options.timeouts.header = 40ms;  // and a minute for idle connections
    House house(options);
    house.start();
    RawClient first(house.server.port());
    first.send(get("/a/x"));
    CHECK(is(first.read_response(), "200"));
    RawClient silent(house.server.port());
    CHECK(silent.read_all().empty());
    RawClient asking(house.server.port());
    asking.send(get("/actuator/health"));
    CHECK(is(asking.read_all(), "200"));
  }

  TEST_CASE("who is turned away before its request was read gets the answer all the same") {
    Options options = small_options();
    options.connections_max = 1;
    options.connections_reserve = 0;
    House house(options);
    house.start();
    RawClient first(house.server.port());
    first.send(get("/a/x"));
    CHECK(is(first.read_response(), "200"));
    for (int i = 0; i < 20; ++i) {
      RawClient other(house.server.port());
      const std::string answer = other.read_all();
      CHECK(is(answer, "503"));
      CHECK(answer.find("Retry-After: 1\r\n") != std::string::npos);
    }
  }

  TEST_CASE("the service hears who asks, as it is counted") {
    {
      House house;
      house.start();
      CHECK(house.status_line(get("/a/x", from("203.0.113.9"))) == "HTTP/1.1 200 OK");
      CHECK(house.service.asker() == "127.0.0.1");  // nobody is trusted
    }
    House house(behind_proxies());
    house.start();
    RawClient client(house.server.port());
    int name = 0;
    for (const auto& [named, counted] : std::vector<std::pair<const char*, const char*>>{
             {"203.0.113.9", "203.0.113.9"},
             {"1.1.1.1, 203.0.113.8, 127.0.0.9", "203.0.113.8"},
             {"2001:db8:1:2::3", "2001:db8:1:2::"},
             {"nonsense", "127.0.0.1"}}) {
      CAPTURE(named);
      client.send(
          get("/" + std::to_string(++name) + "/x", from(named)));  // a known one asks nobody
      CHECK(is(client.read_response(), "200"));
      CHECK(house.service.asker() == counted);
    }
  }

  TEST_CASE("behind a proxy the requests under way are what an address may have so many of") {
    Options options = behind_proxies();
    options.connections_max = 10;
    options.connections_per_address_max = 1;
    House house(options);
    house.service.hold = true;
    house.start();
    RawClient first(house.server.port());
    RawClient second(house.server.port());  // a proxy may have more than one connection
    RawClient third(house.server.port());
    first.send(get("/a/x", from("203.0.113.9")));
    wait_until([&] { return house.service.reads == 1; });
    second.send(get("/b/x", from("203.0.113.9")));
    const std::string refused = second.read_response();
    CHECK(is(refused, "503"));
    CHECK(refused.find("Retry-After: 1\r\n") != std::string::npos);
    CHECK(refused.find("Connection: close") == std::string::npos);  // others use it as well
    second.send(get("/c/x", from("203.0.113.7")));
    wait_until([&] { return house.service.reads == 2; });
    third.send(get("/actuator/health", from("203.0.113.9")));
    std::size_t released = 0;
    wait_until([&] { return (released += house.service.release()) == 3; });
    CHECK(is(first.read_response(), "200"));
    CHECK(is(second.read_response(), "200"));
    CHECK(is(third.read_response(), "200"));
    first.send(get("/d/x", from("203.0.113.9")));  // the first one is over
    wait_until([&] { return house.service.reads == 3; });
    wait_until([&] { return house.service.release() > 0; });
    CHECK(is(first.read_response(), "200"));
  }

  TEST_CASE("a client of a proxy that hangs up is not counted any more") {
    Options options = behind_proxies();
    options.connections_max = 10;
    options.connections_per_address_max = 1;
    House house(options);
    house.start();
    {
      RawClient first(house.server.port());
      first.send(get("/a/x", from("203.0.113.9") + waiting_for_change));
      wait_until([&] { return house.service.watches == 1; });
      RawClient second(house.server.port());
      second.send(get("/a/x", from("203.0.113.9")));
      CHECK(is(second.read_response(), "503"));
    }
    wait_until([&] { return house.service.watches_left == 1; });
    RawClient third(house.server.port());
    third.send(get("/a/x", from("203.0.113.9")));
    CHECK(is(third.read_response(), "200"));
  }
}
