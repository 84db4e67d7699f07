// The procedure over a transport that exists only here: addresses, labels, retries, conditions.
#include "fetch/fetcher.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace cairn;
using namespace cairn::fetch;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::string good = R"({"name":"shop","propertySources":[{"name":"s","source":{"a":1}}]})";

Exchange answer(int status, std::string body = good, std::string type = "application/json") {
  HttpAnswer out;
  out.status = status;
  out.content_type = std::move(type);
  out.body = std::move(body);
  return out;
}

Exchange failure(TransportProblem problem) {
  return tl::unexpected(TransportFailure{problem, "it failed"});
}

// Answers by "host path"; remembers what it was asked.
class Script : public Transport {
 public:
  Exchange get(const HttpRequest& request, const std::stop_token& /*stop*/) override {
    asked.push_back(request.server.host + ' ' + request.target);
    requests.push_back(request);
    const auto found = answers.find(asked.back());
    return found == answers.end() ? answer(404) : found->second;
  }

  std::string header(std::size_t request, std::string_view name) const {
    for (const HttpHeader& header : requests.at(request).headers) {
      if (header.name == name) {
        return std::string(header.value.reveal());
      }
    }
    return {};
  }

  std::map<std::string, Exchange> answers;
  std::vector<std::string> asked;
  std::vector<HttpRequest> requests;
};

struct Bench {
  std::shared_ptr<Script> script = std::make_shared<Script>();
  FetchOptions options;
  std::vector<milliseconds> pauses;
  bool stopped_in_pause = false;

  Bench() {
    options.application = "shop";
    options.profiles = "dev";
    options.uris = {"http://one", "http://two"};
  }

  FetchResult fetch(const FetchCall& call = {}) {
    Surroundings surroundings;
    surroundings.transport = script;
    surroundings.now = [] { return std::chrono::system_clock::time_point(seconds(1000)); };
    surroundings.random = [] { return 0.0; };
    surroundings.pause = [this](milliseconds time, const std::stop_token&) {
      pauses.push_back(time);
      return !stopped_in_pause;
    };
    const auto fetcher = Fetcher::make(options, std::move(surroundings));
    REQUIRE(fetcher.has_value());
    return fetcher->fetch(call);
  }
};

}  // namespace

TEST_SUITE("fetch: procedure") {
  TEST_CASE("the first address that has it answers, and is named") {
    Bench bench;
    bench.script->answers = {{"one /shop/dev", failure(TransportProblem::not_connected)},
                             {"two /shop/dev", answer(200)}};
    const auto result = bench.fetch();

    REQUIRE(result.has_value());
    const auto& fetched = std::get<Fetched>(*result);
    CHECK(fetched.facts.uri == "http://two");
    CHECK(fetched.facts.time.time_since_epoch() == seconds(1000));
    CHECK(fetched.environment.sources.size() == 1);
    CHECK(bench.script->asked == std::vector<std::string>{"one /shop/dev", "two /shop/dev"});
  }

  TEST_CASE("labels are tried one by one; an error ends the search, 'not found' does not") {
    Bench bench;
    bench.options.uris = {"http://one"};
    bench.options.label = "a/b, main";
    bench.script->answers = {{"one /shop/dev/main", answer(200)}};
    auto result = bench.fetch();
    REQUIRE(result.has_value());
    CHECK(std::get<Fetched>(*result).facts.label == "main");
    CHECK(bench.script->asked.front() == "one /shop/dev/a(_)b");

    bench.script->answers.emplace("one /shop/dev/a(_)b", answer(500));
    result = bench.fetch();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().outcome == Outcome::server_failed);
    CHECK(bench.script->asked.size() == 3);
  }

  TEST_CASE("no label found is 'not found' and names them all") {
    Bench bench;
    bench.options.label = "x,y";
    const auto result = bench.fetch();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().error.code == ErrorCode::not_found);
    CHECK(result.error().error.message.find("none of the labels 'x,y'") != std::string::npos);
    CHECK(bench.script->asked.size() == 4);
  }

  TEST_CASE("all labels go into one request if so wanted") {
    Bench bench;
    bench.options.label = "x,y";
    bench.options.send_all_labels = true;
    (void)bench.fetch();  // not found; what was asked is the point
    CHECK(bench.script->asked.front() == "one /shop/dev/x,y");
    CHECK(bench.script->asked.size() == 2);
  }

  TEST_CASE("a denial by any server is remembered") {
    Bench bench;
    bench.script->answers = {{"one /shop/dev", answer(403)},
                             {"two /shop/dev", failure(TransportProblem::timed_out)}};
    const auto result = bench.fetch();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().outcome == Outcome::unreachable);
    CHECK_FALSE(result.error().cache_may_stand_in());
  }

  TEST_CASE("a 200 without an environment is a failure that says why") {
    for (const auto& [exchange, words] : std::vector<std::pair<Exchange, std::string>>{
             {answer(200, "<html>", "text/html"), "text/html"},
             {answer(200, "{}"), "propertySources"},
             {answer(200, good, ""), "no JSON"}}) {
      Bench bench;
      bench.options.uris = {"http://one"};
      bench.script->answers = {{"one /shop/dev", exchange}};
      const auto result = bench.fetch();
      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().outcome == Outcome::unusable);
      CHECK(result.error().error.message.find(words) != std::string::npos);
    }
    Bench bench;
    auto compressed = answer(200);
    compressed->content_encoding = "gzip";
    bench.script->answers = {{"one /shop/dev", compressed}, {"two /shop/dev", compressed}};
    CHECK(bench.fetch().error().outcome == Outcome::unusable);
  }

  TEST_CASE("a server's words are shown for 5xx, if they are JSON, on one line") {
    Bench bench;
    bench.options.uris = {"http://alice:topsecret@one"};
    bench.script->answers = {{"one /shop/dev", answer(500, "{\"message\":\n\"no branch\"}")}};
    auto message = bench.fetch().error().error.message;
    CHECK(message.find("no branch") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.find("topsecret") == std::string::npos);

    bench.script->answers = {{"one /shop/dev", answer(500, "<b>no branch</b>", "text/html")}};
    CHECK(bench.fetch().error().error.message.find("no branch") == std::string::npos);
  }

  TEST_CASE("with fail-fast everything is tried six times, with the documented pauses") {
    Bench bench;
    bench.options.uris = {"http://one"};
    bench.options.fail_fast = true;
    bench.script->answers = {{"one /shop/dev", answer(401)}};
    CHECK_FALSE(bench.fetch().has_value());
    CHECK(bench.script->asked.size() == 6);
    CHECK(bench.pauses == std::vector<milliseconds>{milliseconds(1000), milliseconds(1100),
                                                    milliseconds(1210), milliseconds(1331),
                                                    milliseconds(1464)});

    FetchCall watching;
    watching.retry = false;
    CHECK_FALSE(bench.fetch(watching).has_value());
    CHECK(bench.script->asked.size() == 7);
  }

  TEST_CASE("a stop ends it at once, in a request and between two") {
    Bench bench;
    bench.options.fail_fast = true;
    bench.script->answers = {{"one /shop/dev", failure(TransportProblem::stopped)}};
    CHECK(bench.fetch().error().outcome == Outcome::stopped);
    CHECK(bench.script->asked.size() == 1);

    bench.script->answers.clear();
    bench.stopped_in_pause = true;
    CHECK(bench.fetch().error().outcome == Outcome::stopped);
    CHECK(bench.pauses.size() == 1);
  }
}

TEST_SUITE("fetch: conditions") {
  TEST_CASE("the tag is sent to the label it belongs to, and 304 is 'unchanged'") {
    Bench bench;
    bench.options.uris = {"http://one"};
    bench.options.label = "a,b";
    bench.script->answers = {{"one /shop/dev/b", answer(304)}};
    FetchCall call;
    call.previous = Previous{"W/\"7\"", "b", "state-1"};
    call.wait = seconds(45);
    const auto result = bench.fetch(call);

    REQUIRE(result.has_value());
    CHECK(std::get<Unchanged>(*result).facts.label == "b");
    CHECK(bench.script->header(0, "If-None-Match").empty());
    CHECK(bench.script->header(0, "Prefer").empty());
    CHECK(bench.script->requests[0].deadline == seconds(185));
    CHECK(bench.script->header(1, "If-None-Match") == "W/\"7\"");
    CHECK(bench.script->header(1, "Prefer") == "wait=45");
    CHECK(bench.script->requests[1].deadline == seconds(230));
    CHECK(bench.script->header(1, "X-Config-State") == "state-1");
  }

  TEST_CASE("without a tag nothing waits, and 304 is no answer") {
    Bench bench;
    bench.script->answers = {{"one /shop/dev", answer(304)}};
    FetchCall call;
    call.previous = Previous{"", "", ""};
    call.wait = seconds(45);
    CHECK(bench.fetch(call).error().outcome == Outcome::not_found);
    CHECK(bench.script->header(0, "Prefer").empty());
  }

  TEST_CASE("what a hostile server gave as tag or state is not sent back") {
    Bench bench;
    FetchCall call;
    call.previous = Previous{"\"a\"\r\nX-Evil: 1", "", "s\r\nX-Evil: 1"};
    (void)bench.fetch(call);  // not found; what was asked is the point
    CHECK(bench.script->header(0, "If-None-Match").empty());
    CHECK(bench.script->header(0, "X-Config-State").empty());
  }

  TEST_CASE("options that cannot be right are refused when the fetcher is made") {
    const auto refused = [](auto change) {
      FetchOptions options;
      change(options);
      const auto fetcher = Fetcher::make(options);
      return !fetcher && fetcher.error().code == ErrorCode::invalid_argument;
    };
    CHECK(refused([](FetchOptions& o) { o.uris.clear(); }));
    CHECK(refused([](FetchOptions& o) { o.uris = {"nonsense"}; }));
    CHECK(refused([](FetchOptions& o) { o.application = " "; }));
    CHECK(refused([](FetchOptions& o) { o.label = std::string(1025, 'x'); }));
    CHECK(refused([](FetchOptions& o) { o.request_timeout = milliseconds(0); }));
    CHECK(refused([](FetchOptions& o) { o.connect_timeout = milliseconds(-1); }));
    CHECK(refused([](FetchOptions& o) { o.retry.attempts_max = 0; }));
    CHECK(refused([](FetchOptions& o) { o.retry.multiplier = 0.5; }));
    CHECK(refused([](FetchOptions& o) { o.proxy = "https://p"; }));
    CHECK(refused([](FetchOptions& o) { o.proxy = "http://p/x"; }));
    CHECK(refused([](FetchOptions& o) {
      o.uris = {"https://a"};
      o.tls.ca_file = "/nowhere/ca.pem";
    }));
    CHECK(refused([](FetchOptions& o) {
      o.uris = {"https://a"};
      o.tls.pinned_keys = {"sha256/short"};
    }));
    CHECK(refused([](FetchOptions& o) {
      o.uris = {"https://a"};
      o.tls.key_file = "key.pem";
    }));
    CHECK(Fetcher::make({}).has_value());
  }
}
