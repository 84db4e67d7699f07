// Waiting for a change over real sockets.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "unit/http/listening.hpp"

using namespace cairn;
using namespace cairn::http;

TEST_SUITE("http::Server") {
  TEST_CASE("who has the answer and would wait is woken by the next one") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", waiting_for_change));
    wait_until([&] { return house.service.watches == 1; });
    service::Answer next;
    next.body = "next";
    next.etag = "\"other\"";
    house.service.wake(next);
    const std::string woken = client.read_response();
    CHECK(woken.rfind("HTTP/1.1 200", 0) == 0);
    CHECK(woken.find("Preference-Applied: wait=60\r\n") != std::string::npos);
    CHECK(ends_with(woken, "\r\n\r\nnext"));
    CHECK(house.service.watches_left == 1);
    client.send(get("/none"));
    CHECK(client.read_response().rfind("HTTP/1.1 404", 0) == 0);
  }

  TEST_CASE("a wait ends with 304, at the latest after the longest that is allowed") {
    Options options = small_options();
    options.wait_max = 20ms;
    House house(options);
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", waiting_for_change));
    const std::string over = client.read_response();
    CHECK(over.rfind("HTTP/1.1 304", 0) == 0);
    CHECK(over.find("Preference-Applied: wait=1\r\n") != std::string::npos);
    CHECK(house.service.watches_left == 1);
  }

  TEST_CASE("nobody waits who has another answer, or says not what it has, or asks for a head") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", "Prefer: wait=60\r\n"));
    CHECK(client.read_response().rfind("HTTP/1.1 200", 0) == 0);
    client.send(get("/a/x", "Prefer: wait=60\r\nIf-None-Match: \"old\"\r\n"));
    CHECK(client.read_response().rfind("HTTP/1.1 200", 0) == 0);
    client.send(get("/a/x", "Prefer: wait=0\r\nIf-None-Match: \"tag\"\r\n"));
    CHECK(client.read_response().rfind("HTTP/1.1 304", 0) == 0);
    client.send("HEAD /a/x HTTP/1.1\r\nHost: h\r\n" + waiting_for_change + "\r\n");
    CHECK(client.read_response(false).rfind("HTTP/1.1 304", 0) == 0);
    CHECK(house.service.watches == 0);
  }

  TEST_CASE("a hang-up ends the wait, and what is sent meanwhile is answered after it") {
    House house;
    house.start();
    {
      RawClient gone(house.server.port());
      gone.send(get("/a/x", waiting_for_change));
      wait_until([&] { return house.service.watches == 1; });
    }
    wait_until([&] { return house.service.watches_left == 1; });
    RawClient client(house.server.port());
    client.send(get("/a/x", waiting_for_change));
    wait_until([&] { return house.service.watches == 2; });
    client.send(get("/none"));
    service::Answer next;
    next.etag = "\"other\"";
    house.service.wake(next);
    CHECK(client.read_response().rfind("HTTP/1.1 200", 0) == 0);
    CHECK(client.read_response().rfind("HTTP/1.1 404", 0) == 0);
  }

  TEST_CASE("who has several answers is not told of a change to another one of them") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", "Prefer: wait=60\r\nIf-None-Match: \"tag\", \"two\"\r\n"));
    wait_until([&] { return house.service.watches == 1; });
    service::Answer next;
    next.etag = "\"two\"";
    house.service.wake(next);
    wait_until([&] { return house.service.watches == 2; });
    CHECK(house.service.counters.useless == 1);
    next.etag = "\"three\"";
    house.service.wake(next);
    CHECK(client.read_response().find("ETag: \"three\"\r\n") != std::string::npos);
  }

  TEST_CASE("who watches the same has one place at the service, and is woken by one call") {
    House house;
    house.start();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
      clients.push_back(std::make_unique<RawClient>(house.server.port()));
      clients.back()->send(get("/a/x", waiting_for_change));
    }
    wait_until([&] { return house.service.counters.waiting == 20; });
    CHECK(house.service.watches == 1);
    service::Answer next;
    next.body = "next";
    next.etag = "\"other\"";
    house.service.wake(next);
    for (const auto& client : clients) {
      CHECK(ends_with(client->read_response(), "\r\n\r\nnext"));
    }
    CHECK(house.service.counters.woken == 20);
    CHECK(house.service.counters.useless == 0);
    wait_until([&] { return house.service.counters.waiting == 0; });
  }
}
