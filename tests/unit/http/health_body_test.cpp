// The shapes of health, links and status.
#include "http/health_body.hpp"

#include <doctest/doctest.h>

using namespace cairn;
using namespace cairn::http;

namespace {

service::Health up() {
  service::Health health;
  health.probes.push_back({"shop", "dev,eu", "v1", {"u/shop-dev.yml", "u/shop.yml"}});
  health.probes.push_back({"nobody", "x", std::nullopt, {}});
  return health;
}

HealthOptions options(Show details, bool defaults = false) {
  HealthOptions made;
  made.show_details = details;
  made.defaults = defaults;
  return made;
}

constexpr const char* details =
    R"({"details":{"repositories":[{"sources":["u/shop-dev.yml","u/shop.yml"],"name":"shop",)"
    R"("profiles":["dev,eu"],"label":"v1"},{"name":"nobody","profiles":["x"],"label":null}]},)"
    R"("status":"UP"})";

}  // namespace

TEST_SUITE("http::health_answer") {
  TEST_CASE("a broker that is away is told, and does not count unless it is required") {
    service::Health health = up();
    health.broker = service::BrokerHealth{"rabbit", false, "", "h:5672", "refused", 3};
    HealthOptions of = options(Show::always);
    of.config_server = false;
    of.probes = false;
    CHECK(health_answer("", health, of, false).status == 200);
    CHECK(health_answer("", health, of, false).body ==
          R"({"components":{"rabbit":{"details":{"error":"refused","place":"h:5672","waiting":3},)"
          R"("status":"DOWN"}},"status":"UNKNOWN"})");
    CHECK(health_answer("rabbit", health, of, false).status == 503);
    of.broker_required = true;
    CHECK(health_answer("", health, of, false).status == 503);
    health.broker = service::BrokerHealth{"rabbit", true, "3.10.8", "h:5672", "", 0};
    CHECK(health_answer("rabbit", health, of, false).body ==
          R"({"details":{"version":"3.10.8","place":"h:5672","waiting":0},"status":"UP"})");
    of.broker = false;
    CHECK(health_answer("rabbit", health, of, false).status == 404);
  }

  TEST_CASE("without details there is a status and nothing below it") {
    const HealthAnswer whole = health_answer("", up(), options(Show::never), false);
    CHECK(whole.status == 200);
    CHECK(whole.body == R"({"groups":["liveness","readiness"],"status":"UP"})");
    CHECK(health_answer("configServer", up(), options(Show::never), false).status == 404);
    CHECK(health_answer("configServer", up(), options(Show::never), false).body.empty());
  }

  TEST_CASE("with details there are components in the order of their names") {
    const HealthAnswer whole = health_answer("", up(), options(Show::always), false);
    CHECK(whole.body == std::string(R"({"components":{"configServer":)") + details +
                            R"(,"livenessState":{"status":"UP"},"readinessState":{"status":"UP"}},)"
                            R"("groups":["liveness","readiness"],"status":"UP"})");
    CHECK(health_answer("configServer", up(), options(Show::always), false).body == details);
    CHECK(health_answer("ping", up(), options(Show::always), false).status == 404);
    CHECK(health_answer("ping", up(), options(Show::always, true), false).body ==
          R"({"status":"UP"})");
    for (const char* rest : {"nothing", "configserver", "configServer/x"}) {
      CHECK(health_answer(rest, up(), options(Show::always), false).status == 404);
    }
  }

  TEST_CASE("components may be shown without details") {
    HealthOptions some = options(Show::never);
    some.show_components = Show::always;
    CHECK(health_answer("configServer", up(), some, false).body == R"({"status":"UP"})");
  }

  TEST_CASE("details may be for those who prove who they are") {
    const HealthOptions some = options(Show::when_authorized);
    CHECK(health_answer("configServer", up(), some, false).status == 404);
    CHECK(health_answer("configServer", up(), some, true).status == 200);
  }

  TEST_CASE("a probe that failed is named") {
    service::Health health;
    health.up = false;
    health.failed_application = "cart";
    health.failed_profiles = "dev,eu";
    health.error = "no such label: release";
    const HealthAnswer one = health_answer("configServer", health, options(Show::always), false);
    CHECK(one.status == 503);
    CHECK(one.body == R"({"details":{"repository":{"application":"cart","profiles":"dev,eu"},)"
                      R"("error":"no such label: release"},"status":"DOWN"})");
    const HealthAnswer whole = health_answer("", health, options(Show::never), false);
    CHECK(whole.status == 503);
    CHECK(whole.body == R"({"groups":["liveness","readiness"],"status":"DOWN"})");
  }

  TEST_CASE("no sources where there must be some") {
    service::Health health;
    health.up = false;
    health.probes.push_back({"ghost", "default", std::nullopt, {}});
    const HealthAnswer one = health_answer("configServer", health, options(Show::always), false);
    CHECK(one.status == 503);
    CHECK(one.body == R"({"details":{"acceptEmpty":false,"repositories":[{"name":"ghost",)"
                      R"("profiles":["default"],"label":null}]},"status":"DOWN"})");
  }

  TEST_CASE("the status for down may be another word") {
    service::Health health;
    health.up = false;
    health.error = "x";
    health.down_status = "OUT_OF_SERVICE";
    CHECK(health_answer("", health, options(Show::never), false).status == 503);
    health.down_status = "DEGRADED";
    CHECK(health_answer("", health, options(Show::never), false).status == 200);
    CHECK(health_answer("", health, options(Show::never), false).body ==
          R"({"groups":["liveness","readiness"],"status":"UP"})");
  }

  TEST_CASE("who has nothing to serve is alive and not ready") {
    service::Health health;
    health.ready = false;
    const HealthAnswer readiness = health_answer("readiness", health, options(Show::never), false);
    CHECK(readiness.status == 503);
    CHECK(readiness.body == R"({"status":"OUT_OF_SERVICE"})");
    CHECK(health_answer("liveness", health, options(Show::never), false).status == 200);
    CHECK(health_answer("readinessState", health, options(Show::always), false).status == 503);
    const HealthAnswer whole = health_answer("", health, options(Show::never), false);
    CHECK(whole.status == 503);
    CHECK(whole.body == R"({"groups":["liveness","readiness"],"status":"OUT_OF_SERVICE"})");
    HealthOptions none = options(Show::never);
    none.probes = false;
    CHECK(health_answer("", health, none, false).status == 200);
  }

  TEST_CASE("the groups do not depend on what a probe finds") {
    service::Health health;
    health.up = false;
    health.error = "x";
    CHECK(health_answer("liveness", health, options(Show::never), false).status == 200);
    CHECK(health_answer("readiness", health, options(Show::always), false).body ==
          R"({"status":"UP"})");
    HealthOptions none = options(Show::always);
    none.probes = false;
    CHECK(health_answer("liveness", health, none, false).status == 404);
    CHECK(health_answer("", up(), none, false).body ==
          std::string(R"({"components":{"configServer":)") + details + R"(},"status":"UP"})");
  }

  TEST_CASE("links of what is exposed") {
    CHECK(actuator_links("h:1", HealthOptions{}) ==
          R"({"_links":{"self":{"href":"http://h:1/actuator","templated":false},)"
          R"("health":{"href":"http://h:1/actuator/health","templated":false},)"
          R"("health-path":{"href":"http://h:1/actuator/health/{*path}","templated":true}}})");
  }

  TEST_CASE("status hides credentials") {
    service::RepositoryStatus repository;
    repository.uri = "https://me:secret@git.example/a@b.git";
    repository.last_error = "away";
    repository.rejected = {"c; shop.yml:1:2 bad"};
    repository.origin_error = "https://me:secret@h/x is away";
    service::RepositoryStatus other;
    other.uri = "/srv/x@y.git";
    other.last_success_unix = 12;
    other.pins = {{"git", "refs/heads/main", {"main", "1234", "why", 5, 0}, "5678"}};
    service::WatchCounters watching;
    watching.waiting = 2;
    watching.woken = 7;
    CHECK(status_body(3, 0, {repository, other}, watching) ==
          R"({"generation":3,"staleSince":null,"repositories":[)"
          R"({"uri":"https://git.example/a@b.git","lastSuccess":null,"error":"away",)"
          R"("rejected":["c; shop.yml:1:2 bad"],"originError":"https://h/x is away","pins":[]},)"
          R"({"uri":"/srv/x@y.git","lastSuccess":12,"error":null,"rejected":[],)"
          R"("originError":null,"pins":[{"repository":"git","label":"main","commit":"1234",)"
          R"("reason":"why","since":5,"until":null,"without":"5678"}]}],)"
          R"("watching":{"waiting":2,"streams":0,"woken":7,"uselessWakeUps":0,"cutOff":0}})");
  }

  TEST_CASE("sources are a component of their own, shown when asked for by name or by settings") {
    service::Health health = up();
    service::RepositoryStatus repository;
    repository.id = "git";
    repository.uri = "https://me:secret@h/x.git";
    repository.last_error = "away";
    health.repositories = {repository};
    const std::string sources =
        R"({"details":{"git":{"kind":"git","address":"https://h/x.git","served":false,)"
        R"("looking":false,"resting":false,"lastLook":null,"lastSuccess":null,"age":null,"nextLook":null,)"
        R"("error":"away","originError":null,"rejected":[],"pins":[]}},"status":"UP"})";
    CHECK(health_answer("sources", health, options(Show::always), false).body == sources);
    CHECK(health_answer("sources", health, options(Show::never), false).status == 404);
    CHECK(health_answer("", health, options(Show::always), false).body.find("sources\":{") ==
          std::string::npos);
    HealthOptions shown = options(Show::always);
    shown.sources = true;
    CHECK(health_answer("", health, shown, false).body.find("\"sources\":" + sources) !=
          std::string::npos);
  }
}
