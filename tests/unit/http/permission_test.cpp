// Every place of the router asks for something, and nobody gets past it.
#include "http/permission.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "unit/http/permission_house.hpp"

using namespace cairn;
using namespace cairn::http;
using auth::Right;

namespace {

// A request line for each place; that of a place that is missing here fails the test below.
const std::vector<std::string> lines{"GET /shop",
                                     "GET /a%2Fb/dev",
                                     "GET /shop/dev",
                                     "GET /shop-dev.yml",
                                     "GET /shop/dev/main/a.txt",
                                     "GET /actuator",
                                     "GET /actuator/health",
                                     "GET /actuator/info",
                                     "GET /actuator/prometheus",
                                     "GET /actuator/metrics",
                                     "GET /actuator/env",
                                     "POST /actuator/refresh",
                                     "POST /actuator/busrefresh",
                                     "POST /actuator/busenv",
                                     "POST /-/v1/refresh",
                                     "GET /-/v1/status",
                                     "GET /-/v1/sources",
                                     "GET /-/v1/pin",
                                     "POST /encrypt",
                                     "POST /decrypt",
                                     "GET /encrypt/status",
                                     "GET /key",
                                     "POST /monitor"};

Options everything() {
  Options options;
  options.ciphers = CipherEndpoints::all;
  options.monitor_path = "/monitor";
  options.health.exposed = {"*"};
  options.bus = true;
  return options;
}

Place place_of(const std::string& line, const Options& options) {
  Target target;
  const std::string path = line.substr(line.find(' ') + 1);
  return target.parse(path) ? find_route(target, false, options, line.starts_with("POST")).place
                            : Place::bad_request;
}

Need need_at(Place place) {
  Route route;
  route.place = place;
  return need_of(route);
}

constexpr const char* waiting = "Prefer: wait=60\r\nIf-None-Match: \"tag\"\r\n";

}  // namespace

TEST_SUITE("http::need_of") {
  TEST_CASE("every place of the router is known here, and refuses who is nobody or may nothing") {
    const Options options = everything();
    auth::Options login = known_by_certificate({"nobody", "ann"});
    login.access = {rule_of({"ann"}, {"*"})};
    GuardedHouse house(login, options);
    std::set<Place> seen;
    for (const std::string& line : lines) {
      CAPTURE(line);
      const Place place = place_of(line, options);
      seen.insert(place);
      const Need need = need_at(place);
      if (need.kind == Need::Kind::open) {
        CHECK(place == Place::health);
        continue;
      }
      CHECK(house.status(line, "") == 401);
      CHECK(house.status(line, "stranger") == 401);
      const int without_right = house.status(line, "nobody");
      if (need.kind == Need::Kind::login) {
        CHECK((without_right == 404 || without_right == 400 || without_right == 200));
      } else {
        CHECK(without_right == 403);
      }
    }
    for (int place = 0; place <= static_cast<int>(last_place); ++place) {
      CAPTURE(place);
      CHECK(seen.count(static_cast<Place>(place)) == 1);
    }
  }

  TEST_CASE("each right opens its own places and no others") {
    const Options options = everything();
    const std::map<Right, std::set<std::string>> opened{
        {Right::read, {"GET /shop/dev", "GET /shop-dev.yml", "GET /shop/dev/main/a.txt"}},
        {Right::refresh,
         {"POST /-/v1/refresh", "POST /actuator/refresh", "POST /actuator/busrefresh",
          "POST /monitor"}},
        {Right::pin, {"GET /-/v1/pin", "POST /actuator/busenv"}},
        {Right::encrypt, {"POST /encrypt", "GET /encrypt/status", "GET /key"}},
        {Right::decrypt, {"POST /decrypt"}},
        {Right::status,
         {"GET /actuator/env", "GET /actuator/info", "GET /-/v1/status", "GET /-/v1/sources"}},
        {Right::metrics, {"GET /actuator/metrics", "GET /actuator/prometheus"}}};
    for (const auto& [right, open] : opened) {
      auth::Options login = known_by_certificate({"ann"});
      login.access = {rule_of({"ann"}, {"*"}, {right})};
      GuardedHouse house(login, options);
      for (const std::string& line : lines) {
        const Need need = need_at(place_of(line, options));
        if (need.kind == Need::Kind::open || need.kind == Need::Kind::login) {
          continue;
        }
        CAPTURE(line);
        CAPTURE(auth::name_of(right));
        CHECK((house.status(line, "ann") != 403) == (open.count(line) == 1));
      }
    }
  }
}

TEST_SUITE("http::Dispatcher and rights") {
  TEST_CASE("an answer that is kept is not given to who may not read it") {
    auth::Options login = known_by_certificate({"ann", "bob"});
    login.access = {rule_of({"ann"}, {"shop"})};
    GuardedHouse house(login);
    for (int i = 0; i < 3; ++i) {
      CHECK(house.status("GET /shop/dev", "ann") == 200);
      CHECK(house.status("GET /shop/dev", "bob") == 403);
      CHECK(house.status("GET /shop/dev", "bob", "If-None-Match: \"tag\"\r\n") == 403);
    }
    CHECK(house.service.reads < 3);
  }

  TEST_CASE("a change of rules counts for the next request and for who waits") {
    auth::Options login = known_by_certificate({"ann"});
    login.access = {rule_of({"ann"}, {"shop"})};
    GuardedHouse house(login);
    const auto first = house.ask("GET /shop/dev", waiting, "ann");
    const auto second = house.ask("GET /shop/dev", waiting, "ann");
    while (house.turn()) {
    }
    REQUIRE(first->parked.has_value());
    REQUIRE(second->parked.has_value());
    CHECK_FALSE(house.dispatcher->check_again(*first->parked->seat).has_value());
    house.authenticator.replace_rules({rule_of({"ann"}, {"shop", "cart"})});
    CHECK_FALSE(house.dispatcher->check_again(*first->parked->seat).has_value());
    house.authenticator.replace_rules({rule_of({"ann"}, {"cart"})});
    const auto refused = house.dispatcher->check_again(*first->parked->seat);
    REQUIRE(refused.has_value());
    CHECK(refused->status == 403);
    // Who is woken before anybody looked gets nothing either.
    house.service.wake(FakeService::in_words({*resolve::Query::parse("shop", "dev", std::nullopt),
                                              service::Format::environment_v1, true, "", "UTF-8"}));
    while (house.turn()) {
    }
    REQUIRE(second->got.has_value());
    CHECK(second->got->status == 403);
    CHECK(second->got->body.find("shop dev") == std::string_view::npos);
    CHECK(house.status("GET /shop/dev", "ann") == 403);
  }

  TEST_CASE("a request whose password has to be computed is answered later, and whole") {
    const std::string file = "/tmp/cairn-users-" + std::to_string(::getpid());
    std::ofstream(file) << "ann:$2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu\n";
    auth::Options login;
    login.enabled = true;
    login.users_file = file;
    login.access = {rule_of({"ann"}, {"shop"})};
    GuardedHouse house(login);
    REQUIRE(house.authenticator.reload().has_value());
    std::remove(file.c_str());
    const auto ask = [&](const std::string& path, const std::string& credentials) {
      const auto mailbox =
          house.ask("GET " + path, "Authorization: Basic " + credentials + "\r\n", "");
      while (!mailbox->got) {
        if (!house.turn()) {
          std::this_thread::yield();
        }
      }
      return std::move(*mailbox->got);
    };
    const std::string right = "YW5uOmNvcnJlY3QgaG9yc2U=";  // ann:correct horse
    const Response first = ask("/shop/dev", right);
    CHECK(first.status == 200);
    CHECK(first.body.find("shop") != std::string_view::npos);
    CHECK(ask("/cart/dev", right).status == 403);
    const Response wrong = ask("/shop/dev", "YW5uOndyb25n");  // ann:wrong
    CHECK(wrong.status == 401);
    CHECK(wrong.head->find("WWW-Authenticate: Basic realm=\"Realm\"") != std::string::npos);
  }

  TEST_CASE("health tells its details to who has the right status, where that counts") {
    Options options;
    options.health.show_details = Show::when_authorized;
    auth::Options login = known_by_certificate({"ann", "ops"});
    login.access = {rule_of({"ops"}, {}, {Right::status})};
    GuardedHouse house(login, options);
    const auto told = [&](const std::string& name) {
      const auto mailbox = house.ask("GET /actuator/health", "", name);
      while (!mailbox->got && house.turn()) {
      }
      REQUIRE(mailbox->got.has_value());
      CHECK(mailbox->got->status == 200);
      return mailbox->got->body.find("components") != std::string_view::npos;
    };
    CHECK_FALSE(told(""));
    CHECK_FALSE(told("ann"));
    CHECK_FALSE(told("stranger"));
    CHECK(told("ops"));
  }
}
