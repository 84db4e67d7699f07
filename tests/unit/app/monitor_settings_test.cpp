// The settings of /monitor.
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

const std::string monitor = "spring.cloud.config.server.monitor.";

}  // namespace

TEST_SUITE("app, settings of /monitor") {
  TEST_CASE("by default every notification needs a proof, and nobody has a secret") {
    const auto reading = reading_of("");
    CHECK(reading.settings.http.monitor_path == "/monitor");
    CHECK(reading.settings.monitor.check);
    CHECK(reading.settings.monitor.paths_max == 20);
    CHECK(reading.settings.monitor.dashes_max == 20);
    for (const auto& host : reading.settings.monitor.hosts) {
      CHECK(host.enabled);
      CHECK(host.validate);
      CHECK(host.secret.empty());
    }
  }

  TEST_CASE("each host has its secret") {
    for (std::size_t i = 0; i < hooks::all_providers.size(); ++i) {
      const std::string name(hooks::name_of(hooks::all_providers[i]));
      const auto reading = reading_of(monitor + name + ".webhook-secret: s3cret\n" + monitor +
                                      name + ".enabled: false\n");
      CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
      CHECK(reading.settings.monitor.hosts[i].secret.matches("s3cret"));
      CHECK_FALSE(reading.settings.monitor.hosts[i].enabled);
    }
  }

  TEST_CASE("the path is what stands in front of /monitor") {
    for (const char* written : {"/hooks", "hooks", "/hooks/"}) {
      const auto reading =
          reading_of(std::string("spring.cloud.config.monitor.endpoint.path: ") + written + "\n");
      CHECK(reading.settings.http.monitor_path == "/hooks/monitor");
      CHECK(reading.settings.monitor.check);
    }
  }

  TEST_CASE("only its own word switches the check off") {
    CHECK(reading_of(monitor + "github.validation-enabled: false\n").settings.monitor.check);
    CHECK_FALSE(reading_of(monitor + "validation-filter-enabled: false\n").settings.monitor.check);
    CHECK(
        mentions(reading_of(monitor + "github:\n  webhook-secret: s\n  validation-enabled: false\n")
                     .warnings,
                 {"github.validation-enabled", "validation-filter-enabled"}));
  }

  TEST_CASE("an expression that is none is told with its place") {
    CHECK(mentions(reading_of(monitor + "ignored-paths:\n  - 'docs/.*'\n  - '('\n").errors,
                   {"application.yml:", "ignored-paths", "'('", "regular expression"}));
    CHECK(reading_of(monitor + "ignored-paths: docs/.*,x\n").settings.monitor.ignored.size() == 2);
  }
}
