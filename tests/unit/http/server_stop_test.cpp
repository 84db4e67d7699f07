// The end of the listener: who is still answered, and who is cut off.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

#include "unit/http/listening.hpp"

using namespace cairn;
using namespace cairn::http;

TEST_SUITE("http::Server") {
  TEST_CASE("stopping ends who waits with what it has") {
    House house;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x", waiting_for_change));
    wait_until([&] { return house.service.watches == 1; });
    house.server.stop();
    const std::string last = client.read_all();
    CHECK(last.rfind("HTTP/1.1 304", 0) == 0);
    CHECK(last.find("Connection: close\r\n") != std::string::npos);
  }

  TEST_CASE("stopping finishes what runs and ends what is idle") {
    House house;
    house.service.hold = true;
    house.start();
    const std::uint16_t port = house.server.port();
    RawClient idle(port);
    RawClient running(port);
    idle.send(get("/none"));
    CHECK(idle.read_response().rfind("HTTP/1.1 404", 0) == 0);
    running.send(get("/a/x") + get("/none"));
    while (house.service.reads == 0) {
      std::this_thread::yield();
    }
    std::thread stopping([&] { house.server.stop(); });
    CHECK(idle.read_all().empty());
    CHECK(house.service.release() == 1);
    const std::string last = running.read_all();
    stopping.join();
    CHECK(last.rfind("HTTP/1.1 200", 0) == 0);
    CHECK(last.find("Connection: close\r\n") != std::string::npos);
    CHECK(ends_with(last, "a|x|-||"));
    CHECK_FALSE(RawClient(port).connected());
  }

  TEST_CASE("who has connected when the server stops may still ask once") {
    Options options = small_options();
    options.timeouts.late = 10s;
    House house(options);
    house.start();
    RawClient idle(house.server.port());
    RawClient late(house.server.port());
    idle.send(get("/none"));
    CHECK(idle.read_response().rfind("HTTP/1.1 404", 0) == 0);
    std::thread stopping([&] { house.server.stop(); });
    CHECK(idle.read_all().empty());
    late.send(get("/a/x"));
    const std::string last = late.read_all();
    stopping.join();
    CHECK(last.rfind("HTTP/1.1 200", 0) == 0);
    CHECK(last.find("Connection: close\r\n") != std::string::npos);
  }

  TEST_CASE("who has connected and says nothing does not keep the server from its end") {
    Options options = small_options();
    options.timeouts.late = 10ms;
    options.timeouts.drain_sweep_interval = 5ms;
    options.timeouts.drain = 1h;
    House house(options);
    house.start();
    RawClient silent(house.server.port());
    house.server.stop();
    CHECK(silent.read_all().empty());
  }

  TEST_CASE("stopping cuts off what does not end") {
    Options options = small_options();
    options.timeouts.drain = 30ms;
    House house(options);
    house.service.hold = true;
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x"));
    while (house.service.reads == 0) {
      std::this_thread::yield();
    }
    house.server.stop();
    CHECK(client.read_all().empty());
    CHECK(house.service.release() == 1);  // after the end of everything
  }
}
