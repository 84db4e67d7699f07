// LiveConfig with real sockets and threads: the end of it, whatever is under way.
#include "cairn/live_config.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/loopback_server.hpp"

using namespace cairn;
using namespace cairn::testing;

namespace {

using Clock = std::chrono::steady_clock;

std::string answer_of(const std::string& value) {
  return http(
      200, R"({"name":"shop","propertySources":[{"name":"s","source":{"k":")" + value + R"("}}]})",
      "ETag: \"" + value + "\"\r\nPreference-Applied: wait=45\r\n");
}

// Gives "one", then holds each request until it is told what to answer, or the client is gone.
class HoldingServer {
 public:
  HoldingServer() : server_([this](int connection) { serve(connection); }) {}

  LiveOptions options() const {
    LiveOptions options;
    options.load.layers.application = "shop";
    options.load.layers.files.clear();
    options.load.layers.environment.emplace();
    options.load.server.uris = {server_.uri()};
    options.load.cache.enabled = false;
    return options;
  }

  void await_held() { held_.get_future().wait(); }
  void answer(const std::string& value) { next_.set_value(value); }

 private:
  void serve(int connection) {
    const std::string head = read_head(connection);
    if (head.find("If-None-Match: \"one\"") == std::string::npos) {
      if (head.find("If-None-Match") == std::string::npos) {
        send_all(connection, answer_of("one"));
      } else {
        wait_for_end(connection);
      }
      return;
    }
    std::thread gone([&] {
      wait_for_end(connection);
      try {
        next_.set_value("");  // the client went first
      } catch (const std::future_error&) {
        // It was answered.
      }
    });
    held_.set_value();
    const std::string value = next_.get_future().get();
    if (!value.empty()) {
      send_all(connection, answer_of(value));
    }
    ::shutdown(connection, SHUT_WR);
    gone.join();
  }

  std::promise<void> held_;
  std::promise<std::string> next_;
  LoopbackServer server_;  // ends first
};

}  // namespace

TEST_SUITE("live configuration") {
  TEST_CASE("destroying it ends a request that is held") {
    HoldingServer server;
    auto live = LiveConfig::start(server.options());
    REQUIRE(live.has_value());
    server.await_held();
    const auto began = Clock::now();
    { const LiveConfig ended = *std::move(live); }
    // A tenth of a second is what is promised; a busy machine gets more, the request has a minute.
    CHECK(Clock::now() - began < std::chrono::seconds(2));
  }

  TEST_CASE("a change comes to a callback, which may destroy what called it") {
    HoldingServer server;
    auto started = LiveConfig::start(server.options());
    REQUIRE(started.has_value());
    std::optional<LiveConfig> live = *std::move(started);
    std::promise<std::string> told;
    Subscription kept;
    kept = live->on_change("k", [&](const Update& update) {
      live.reset();
      told.set_value(update.after.get<std::string>("k").value_or("none"));
    });
    server.await_held();
    server.answer("two");
    CHECK(told.get_future().get() == "two");
  }

  TEST_CASE("a callback that waits for a lock of the destroying thread is left to itself") {
    HoldingServer server;
    auto live = LiveConfig::start(server.options());
    REQUIRE(live.has_value());
    std::mutex mutex;
    std::promise<void> entered;
    std::promise<void> left;
    auto kept = live->on_change("k", [&](const Update& /*update*/) {
      entered.set_value();
      { const std::lock_guard lock(mutex); }
      left.set_value();
    });
    {
      const std::lock_guard lock(mutex);
      server.await_held();
      server.answer("two");
      entered.get_future().wait();
      const LiveConfig ended = *std::move(live);
    }
    left.get_future().wait();
  }

  TEST_CASE("destroying it waits for a callback that runs") {
    HoldingServer server;
    auto live = LiveConfig::start(server.options());
    REQUIRE(live.has_value());
    std::promise<void> entered;
    std::promise<void> go_on;
    std::string last_word;
    auto kept = live->on_change("k", [&](const Update& /*update*/) {
      entered.set_value();
      go_on.get_future().wait();
      last_word = "said";
    });
    server.await_held();
    server.answer("two");
    entered.get_future().wait();
    std::thread releases([&] { go_on.set_value(); });
    { const LiveConfig ended = *std::move(live); }
    CHECK(last_word == "said");
    releases.join();
  }

  TEST_CASE("a subscription may outlive what it is of") {
    HoldingServer server;
    Subscription kept;
    {
      auto live = LiveConfig::start(server.options());
      REQUIRE(live.has_value());
      kept = live->on_change_below("", [](const Update& /*update*/) {});
    }
    kept.cancel();
  }
}
