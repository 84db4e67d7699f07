// Whether the network threads go round: what a watchdog is told.
#include <doctest/doctest.h>

#include <future>
#include <string>
#include <thread>

#include "unit/http/listening.hpp"

using namespace cairn;
using namespace cairn::http;

TEST_SUITE("http::Server") {
  TEST_CASE("a server whose threads all go round answers; one that does not run does not") {
    Options options = small_options();
    options.threads = 3;
    House house(options);
    CHECK_FALSE(house.server.answers(10s));
    house.start();
    CHECK(house.server.answers(10s));
    house.server.stop();
    CHECK_FALSE(house.server.answers(10s));
  }

  TEST_CASE("one thread that hangs is noticed, and forgiven once it goes on") {
    std::promise<void> freed;
    auto until_freed = freed.get_future().share();
    Options options = small_options();
    options.threads = 2;
    House house(options, [until_freed](const service::ReadRequest& request) {
      until_freed.wait();
      return FakeService::in_words(request);
    });
    house.start();
    RawClient client(house.server.port());
    client.send(get("/a/x"));
    wait_until([&] { return house.service.reads == 1; });
    CHECK_FALSE(house.server.answers(20ms));
    freed.set_value();
    CHECK(client.read_response().rfind("HTTP/1.1 200", 0) == 0);
    CHECK(house.server.answers(10s));
  }
}
