// POST /monitor: who may, what comes back, and what the service is told, without sockets.
#include <doctest/doctest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "unit/http/dispatcher_house.hpp"

using namespace cairn;
using namespace cairn::http;
using test::Got;

namespace {

class Inbox final : public Receiver {
 public:
  void receive(Response response) override {
    const std::lock_guard lock(mutex_);
    got_ = std::move(response);
    came_.notify_all();
  }
  void open_stream(Stream) override {}
  void push(const std::shared_ptr<const std::string>&) override {}
  void forbid(Response) override {}
  void park(Watch) override { FAIL("nobody waits for a change of this"); }
  Response take() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return got_.has_value(); });
    return *std::move(got_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::optional<Response> got_;
};

struct House {
  explicit House(hooks::Options hosts, auth::Options login = {})
      : authenticator(std::move(login)), monitor(std::move(hosts)) {
    options.monitor_path = "/monitor";
    dispatcher = std::make_shared<Dispatcher>(
        options, service, authenticator, [](const std::function<void()>& job) { job(); }, nullptr,
        &monitor);
  }

  Got ask(const std::string& line, const std::string& fields, const std::string& body = "") {
    const std::string bytes = line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    RequestHead head;
    Request request;
    REQUIRE_FALSE(parse_head(bytes, options.limits, head).has_value());
    REQUIRE_FALSE(pass_gate(head, options, request).has_value());
    gathered = dispatcher->wants_body(request);
    request.body = gathered ? std::string_view(body) : std::string_view();
    const auto inbox = std::make_shared<Inbox>();
    auto response = dispatcher->answer(request, "id", inbox);
    if (!response) {
      response = inbox->take();
    }
    return {response->status, *response->head + response->moving, std::string(response->body)};
  }

  Options options;
  FakeService service;
  auth::Authenticator authenticator;
  std::shared_ptr<Dispatcher> dispatcher;
  bool gathered = false;
  hooks::Monitor monitor;  // last: its thread ends before what it calls goes
};

hooks::Options with_gitlab() {
  hooks::Options options;
  options.hosts[1].secret = base::Secret("lab");
  return options;
}

auth::Options login() {
  auth::Options options;
  options.enabled = true;
  options.password = base::Secret("pass");
  return options;
}

const std::string json = "Content-Type: application/json\r\n";
const std::string gitlab = "X-Gitlab-Event: Push Hook\r\nX-Gitlab-Token: lab\r\n";
const std::string push =
    R"({"commits":[{"added":["shop-eu.yml"]}],"project":{"url":"https://h/t/c.git"}})";

}  // namespace

TEST_SUITE("http::Dispatcher, /monitor") {
  TEST_CASE("a push is told to the service, and its services are the answer") {
    House house(with_gitlab());
    const Got got = house.ask("POST /monitor", json + gitlab, push);
    CHECK(got.status == 200);
    CHECK(got.body == "[\"shop-eu\",\"shop\"]");
    CHECK(got.has("Content-Type: application/json"));
    CHECK(got.has("Cache-Control: no-store"));
    REQUIRE(house.service.news.size() == 1);
    CHECK(house.service.news[0].services == std::vector<std::string>{"shop-eu", "shop"});
    CHECK(house.service.news[0].addresses == std::vector<std::string>{"https://h/t/c.git"});
  }

  TEST_CASE("without a proof nothing is gathered and nothing is told") {
    House house(with_gitlab());
    CHECK(house.ask("POST /monitor", json, push).status == 403);
    CHECK_FALSE(house.gathered);
    CHECK(house.ask("POST /monitor", json + "X-Gitlab-Event: Push Hook\r\n", push).status == 403);
    CHECK(house.ask("GET /monitor", "").status == 403);
    CHECK(house.ask("OPTIONS /monitor", "").status == 403);
    CHECK(house.service.news.empty());
  }

  TEST_CASE("another method is 405 for who proves himself") {
    House house(with_gitlab());
    const Got got = house.ask("GET /monitor", gitlab);
    CHECK(got.status == 405);
    CHECK(got.has("Allow: POST"));
    CHECK(house.service.news.empty());
  }

  TEST_CASE("a proof stands in for the password; without checks the password is needed") {
    CHECK(House(with_gitlab(), login()).ask("POST /monitor", json + gitlab, push).status == 200);
    hooks::Options open;
    open.check = false;
    House house(open, login());
    CHECK(house.ask("POST /monitor", json, push).status == 401);
    CHECK_FALSE(house.gathered);
    CHECK(house.service.news.empty());
    // "user:pass"
    CHECK(house.ask("POST /monitor", json + "Authorization: Basic dXNlcjpwYXNz\r\n", "{}").status ==
          200);
  }

  TEST_CASE("an answer in no wanted form is 406 without a body, and told all the same") {
    House house(with_gitlab());
    const Got got = house.ask("POST /monitor", json + gitlab + "Accept: text/plain\r\n", push);
    CHECK(got.status == 406);
    CHECK(got.body.empty());
    CHECK(house.service.news.size() == 1);
  }

  TEST_CASE("where there is no monitor there is no such path") {
    House house(with_gitlab());
    house.options.monitor_path.clear();
    CHECK(house.ask("POST /monitor", json + gitlab, push).status == 404);
  }
}
