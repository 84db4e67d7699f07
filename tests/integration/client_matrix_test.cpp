// The reference's failure matrix over real servers: each outcome, both strategies, with and without
// a good server behind it; labels; the long poll.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "fetch/fetcher.hpp"
#include "support/loopback_server.hpp"

using namespace cairn;
using namespace cairn::fetch;
using namespace cairn::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::string good =
    R"({"name":"shop","profiles":["dev"],"propertySources":[{"name":"s.yml","source":{"a":1}}]})";

LoopbackServer::Serve answers(std::string bytes) {
  return [bytes = std::move(bytes)](int connection) {
    (void)read_head(connection);  // whatever it says
    (void)send_all(connection, bytes);
  };
}

std::string html(int status) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
}

// What a fetch came to, in one word: "second" when the good server behind answered.
struct Row {
  std::string name;
  LoopbackServer::Serve serve;
  Outcome outcome;      // when nobody else is asked
  bool next_if_always;  // whether the good server behind is asked
  bool next_if_strict;
  bool cache;
};

std::vector<Row> matrix() {
  const auto row = [](std::string name, LoopbackServer::Serve serve, Outcome outcome, bool always,
                      bool strict, bool cache) {
    return Row{std::move(name), std::move(serve), outcome, always, strict, cache};
  };
  return {
      row("204", answers("HTTP/1.1 204 X\r\n\r\n"), Outcome::no_answer, true, false, false),
      row("206", answers(http(206, good)), Outcome::no_answer, true, false, false),
      row("302", answers("HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
          Outcome::no_answer, true, false, false),
      row("304 unasked", answers("HTTP/1.1 304 X\r\n\r\n"), Outcome::no_answer, true, false, false),
      row("404", answers(http(404, "{}")), Outcome::not_found, true, false, false),
      row("400", answers(http(400, "{}")), Outcome::refused, true, false, false),
      row("401", answers(http(401, "{}")), Outcome::denied, true, false, false),
      row("403", answers(http(403, "{}")), Outcome::denied, true, false, false),
      row("429", answers(http(429, "{}")), Outcome::refused, true, false, false),
      row("500", answers(http(500, R"({"message":"no branch"})")), Outcome::server_failed, true,
          false, true),
      row("503", answers(html(503)), Outcome::server_failed, true, false, true),
      row("200 with HTML", answers(html(200)), Outcome::unusable, true, false, true),
      row("200 cut off", answers("HTTP/1.1 200 X\r\nContent-Length: 999\r\n\r\n{"),
          Outcome::unreachable, true, true, true),
      row("200 with other JSON", answers(http(200, "{}")), Outcome::unusable, true, false, true),
      row("200 with broken JSON", answers(http(200, good.substr(1))), Outcome::unusable, true,
          false, true),
      row("200 too large", answers(http(200, good + std::string(2000, ' '))), Outcome::unusable,
          true, false, true),
      row("no HTTP", answers("SSH-2.0-x\r\n"), Outcome::unusable, true, false, true),
      row(
          "reset", [](int connection) { close_unread(connection); }, Outcome::unreachable, true,
          true, true),
      row(
          "silence", [](int connection) { wait_for_end(connection); }, Outcome::unreachable, true,
          true, true),
      row(
          "drip", [](int connection) { drip(connection, "HTTP/1.1 200 OK\r\n", "X-A: b\r\n"); },
          Outcome::unreachable, true, true, true),
  };
}

FetchOptions options_for(std::vector<std::string> uris, UriStrategy strategy) {
  FetchOptions options;
  options.uris = std::move(uris);
  options.uri_strategy = strategy;
  options.application = "shop";
  options.profiles = "dev";
  options.request_timeout = milliseconds(250);
  options.body_bytes_max = 1000;
  return options;
}

FetchResult ask(const FetchOptions& options, const FetchCall& call = {}) {
  const auto fetcher = Fetcher::make(options);
  REQUIRE(fetcher.has_value());
  return fetcher->fetch(call);
}

}  // namespace

TEST_SUITE("client matrix") {
  TEST_CASE("each outcome has its consequence") {
    for (const Row& row : matrix()) {
      for (const auto strategy : {UriStrategy::always, UriStrategy::connection_timeout_only}) {
        const bool always = strategy == UriStrategy::always;
        CAPTURE(row.name);
        CAPTURE(always);
        LoopbackServer first(row.serve);
        LoopbackServer second(answers(http(200, good)));

        const auto alone = ask(options_for({first.uri()}, strategy));
        REQUIRE_FALSE(alone.has_value());
        CHECK(alone.error().outcome == row.outcome);
        CHECK(alone.error().cache_may_stand_in() == row.cache);
        CHECK(alone.error().error.message.find(first.uri()) != std::string::npos);

        const auto both = ask(options_for({first.uri(), second.uri()}, strategy));
        const bool next = always ? row.next_if_always : row.next_if_strict;
        CHECK(both.has_value() == next);
        CHECK(second.connections() == (next ? 1 : 0));
        if (both) {
          CHECK(std::get<Fetched>(*both).facts.uri == second.uri());
        } else {
          CHECK(both.error().outcome == row.outcome);
        }
      }
    }
  }

  TEST_CASE("nobody listens: the next address; and a good answer ends the search") {
    std::string closed;
    {
      LoopbackServer gone([](int) {});
      closed = gone.uri();
    }
    LoopbackServer server(answers(http(200, good)));
    for (const auto strategy : {UriStrategy::always, UriStrategy::connection_timeout_only}) {
      CHECK(ask(options_for({closed, server.uri()}, strategy)).has_value());
      CHECK(ask(options_for({closed}, strategy)).error().cache_may_stand_in());
    }
    LoopbackServer unused(answers(http(200, good)));
    CHECK(ask(options_for({server.uri(), unused.uri()}, UriStrategy::always)).has_value());
    CHECK(unused.connections() == 0);
  }

  TEST_CASE("labels go on after 'not found' and stop at an error") {
    LoopbackServer server([](int connection) {
      const std::string head = read_head(connection);
      const bool main = head.starts_with("GET /shop/dev/main ");
      const bool bad = head.starts_with("GET /shop/dev/bad ");
      (void)send_all(connection, main ? http(200, good) : http(bad ? 500 : 404, "{}"));
    });
    FetchOptions options = options_for({server.uri()}, UriStrategy::always);
    options.label = "feature/x,main,never";
    const auto found = ask(options);
    REQUIRE(found.has_value());
    CHECK(std::get<Fetched>(*found).facts.label == "main");
    CHECK(server.connections() == 2);

    options.label = "bad,main";
    CHECK(ask(options).error().outcome == Outcome::server_failed);
    CHECK(server.connections() == 3);
  }
}

TEST_SUITE("client long poll") {
  TEST_CASE("a tag is sent back with the wait, 304 is 'unchanged', and a change comes at once") {
    std::string seen;
    std::atomic<bool> changed = false;
    LoopbackServer server([&](int connection) {
      seen = read_head(connection);
      const bool conditional = seen.find("\r\nIf-None-Match: W/\"1\"\r\n") != std::string::npos;
      if (conditional && !changed) {
        (void)send_all(connection, "HTTP/1.1 304 X\r\nCairn-Revision: f61f\r\n\r\n");
      } else {
        (void)send_all(connection, http(200, good, "ETag: W/\"1\"\r\nCairn-Revision: f61f\r\n"));
      }
    });
    const auto options = options_for({server.uri()}, UriStrategy::always);
    const auto first = ask(options);
    REQUIRE(first.has_value());
    const auto& fetched = std::get<Fetched>(*first);
    CHECK(fetched.etag == "W/\"1\"");
    CHECK(fetched.facts.revision == "f61f");

    FetchCall call;
    call.previous = Previous{fetched.etag, fetched.facts.label, ""};
    call.wait = seconds(45);
    const auto second = ask(options, call);
    REQUIRE(second.has_value());
    CHECK(std::get<Unchanged>(*second).facts.revision == "f61f");
    CHECK(seen.find("\r\nPrefer: wait=45\r\n") != std::string::npos);
    changed = true;
    CHECK(std::holds_alternative<Fetched>(*ask(options, call)));
  }

  TEST_CASE("the wait is added to the deadline of the request") {
    LoopbackServer server([&](int connection) {
      (void)read_head(connection);  // whatever it says
      std::this_thread::sleep_for(milliseconds(600));
      (void)send_all(connection, "HTTP/1.1 304 X\r\n\r\n");
    });
    const auto options = options_for({server.uri()}, UriStrategy::always);  // 250 ms
    FetchCall call;
    call.previous = Previous{"\"1\"", "", ""};
    CHECK(ask(options, call).error().outcome == Outcome::unreachable);
    call.wait = seconds(1);
    CHECK(ask(options, call).has_value());
  }

  TEST_CASE("a parked poll ends within 100 ms of a stop, from another thread") {
    LoopbackServer server([](int connection) { wait_for_end(connection); });
    FetchOptions options = options_for({server.uri(), server.uri()}, UriStrategy::always);
    options.request_timeout = seconds(100);
    options.fail_fast = true;
    FetchCall call;
    call.previous = Previous{"\"1\"", "", ""};
    call.wait = seconds(45);
    std::stop_source source;
    call.stop = source.get_token();
    std::chrono::steady_clock::time_point stopped;
    std::thread stopper([&] {
      std::this_thread::sleep_for(milliseconds(200));
      stopped = std::chrono::steady_clock::now();
      source.request_stop();
    });
    const auto result = ask(options, call);
    const auto took = std::chrono::steady_clock::now() - stopped;
    stopper.join();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().outcome == Outcome::stopped);
    CHECK(took < milliseconds(100));
    CHECK(server.connections() == 1);
  }

  TEST_CASE("a stop ends the pause between two attempts as well") {
    FetchOptions options = options_for({"http://127.0.0.1:1"}, UriStrategy::always);
    options.fail_fast = true;
    options.retry.initial_interval = seconds(100);
    options.retry.max_interval = seconds(100);
    std::stop_source source;
    FetchCall call;
    call.stop = source.get_token();
    std::thread stopper([&] {
      std::this_thread::sleep_for(milliseconds(100));
      source.request_stop();
    });
    CHECK(ask(options, call).error().outcome == Outcome::stopped);
    stopper.join();
  }
}
