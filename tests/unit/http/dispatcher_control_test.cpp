// What operators ask for: looks, pins, without sockets.
#include <string>

#include "unit/http/dispatcher_house.hpp"

using namespace cairn;
using namespace cairn::http;
using namespace cairn::http::test;

TEST_SUITE("http::Dispatcher, control") {
  TEST_CASE("refresh asks, and says what came of it") {
    House house;
    const Got got = house.ask("POST /-/v1/refresh");
    CHECK(got.status == 200);
    CHECK(got.body == R"({"looked":false,"moved":0,"failed":0,"repositories":[]})");
    CHECK(got.has("Cache-Control: no-store"));
    CHECK(house.service.refreshed == "all");
    CHECK_FALSE(house.service.forced);
    CHECK(house.ask("POST /-/v1/refresh?force").status == 200);
    CHECK(house.service.forced);
    CHECK(house.ask("POST /-/v1/refresh?force=false").status == 200);
    CHECK_FALSE(house.service.forced);
    CHECK(house.ask("POST /-/v1/refresh?force=perhaps").status == 400);
    CHECK(house.ask("POST /-/v1/refresh?repository=git.repos.team").status == 200);
    CHECK(house.service.refreshed == "git.repos.team");
    house.service.refresh_outcome = fail(ErrorCode::unavailable, "https://me:secret@h/ is away");
    const Got away = house.ask("POST /-/v1/refresh");
    CHECK(away.status == 503);
    CHECK(away.has("Retry-After: 1"));
    CHECK(away.body.find(R"("message":"https://h/ is away","path":"/-/v1/refresh")") !=
          std::string::npos);
    house.service.refresh_outcome = fail(ErrorCode::not_found, "there is no repository 'x'");
    CHECK(house.ask("POST /-/v1/refresh?repository=x").status == 404);
  }

  TEST_CASE("a pin is taken as JSON only, and what came of it is told") {
    House house;
    house.service.pin_outcome =
        service::PinnedLabel{"git", "refs/heads/main", {"main", "c1", "", 5, 0}, "c2"};
    CHECK(house.ask("POST /-/v1/pin", "Content-Type: text/plain\r\n").status == 415);
    CHECK(house.ask("POST /-/v1/pin").status == 415);
    CHECK(house.ask("POST /-/v1/pin", "Content-Type: application/json\r\n").status == 400);
    CHECK_FALSE(house.service.pinned.has_value());
    const Got gone = house.ask("DELETE /-/v1/pin?label=main&repository=git");
    CHECK(gone.body ==
          R"({"repository":"git","label":"main","commit":"c1","reason":null,"since":5,)"
          R"("until":null,"without":"c2"})");
    CHECK(house.service.unpinned->label == "main");
    CHECK(house.service.unpinned->repository == "git");
    CHECK(house.ask("DELETE /-/v1/pin").status == 400);
    house.service.pin_outcome = fail(ErrorCode::failed_precondition, "no such commit");
    CHECK(house.ask("DELETE /-/v1/pin?label=main").status == 409);
    CHECK(house.ask("GET /-/v1/pin").body == R"({"pins":[]})");
    CHECK(house.ask("PATCH /-/v1/pin").has("Allow: GET, POST, DELETE"));
    CHECK(house.ask("OPTIONS /-/v1/pin").has("Allow: GET,HEAD,POST,DELETE,OPTIONS"));
    CHECK(house.ask("GET /-/v1/sources").body == R"({"sources":[]})");
  }

  TEST_CASE("the refresh of the actuator is there where it is exposed") {
    House hidden;
    CHECK(hidden.ask("POST /actuator/refresh").status == 404);
    Options options;
    options.health.exposed = {"refresh"};
    House house(&FakeService::in_words, options);
    CHECK(house.ask("POST /actuator/refresh").body == "[]");
    CHECK(house.ask("GET /actuator/refresh").status == 405);
  }

  TEST_CASE("others are asked to refresh by those who may, and there is nothing to answer") {
    Options options;
    options.bus = true;
    options.health.exposed = {"busrefresh", "busenv"};
    House house(&FakeService::in_words, options);
    const Got got = house.ask("POST /actuator/busrefresh");
    CHECK(got.status == 204);
    CHECK(got.head.starts_with("HTTP/1.1 204 No Content\r\n"));
    CHECK_FALSE(got.names("Content-Length"));
    CHECK(house.service.others == "everybody");
    CHECK(house.ask("POST /actuator/busrefresh/orders/8081").status == 204);
    CHECK(house.service.others == "orders:8081");
    CHECK(house.ask("GET /actuator/busrefresh").status == 405);
    CHECK(house.ask("GET /actuator/busrefresh").has("Allow: POST"));
    CHECK(house.ask("POST /actuator/busenv").status == 415);
    CHECK(house.ask("POST /actuator/busenv", "Content-Type: application/json\r\n").status == 400);
    auth::Options login;
    login.enabled = true;
    login.password = base::Secret("x");
    House closed(&FakeService::in_words, options, login);
    CHECK(closed.ask("POST /actuator/busrefresh").status == 401);
    CHECK(closed.service.others.empty());
  }
}
