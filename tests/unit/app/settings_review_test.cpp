// Tests of app/settings_review.hpp: unknown names, and what is not supported.
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

TEST_SUITE("review of settings") {
  TEST_CASE("unknown names of ours are warned about, with place and nearest name") {
    const auto reading = reading_of(
        "spring.cloud.config.server:\n  git:\n    serch-paths: x\ncairn.pol-interval: "
        "3s\ncairn.zebra: 1\n",
        {}, {"CAIRN_POLLINTERVALL=3s", "SPRING_CLOUD_CONFIG_SERVER_GIT_TIMEOUTS=1"});

    CHECK(reading.errors.empty());
    CHECK(reading.warnings.size() == 5);
    CHECK(mentions(reading.warnings, {"application.yml:3:18", "serch-paths", "git.search-paths?"}));
    CHECK(mentions(reading.warnings,
                   {"application.yml:4:", "cairn.pol-interval", "cairn.poll-interval?"}));
    CHECK(mentions(reading.warnings, {"application.yml:5:", "cairn.zebra"}));
    CHECK(mentions(reading.warnings,
                   {"environment variable CAIRN_POLLINTERVALL", "cairn.poll-interval?"}));
    CHECK(mentions(reading.warnings, {"GIT_TIMEOUTS", "git.timeout?"}));
  }

  TEST_CASE("names of others are nobody's business") {
    const auto reading = reading_of(
        "spring.application.name: x\nlogging.level.org.foo: debug\nmy.own: "
        "1\neureka.client.enabled: true\n"
        "management.health.diskspace.enabled: false\n",
        {}, {"PATH=/bin", "CAIRO_X=1"});
    CHECK_MESSAGE(reading.warnings.empty(), texts(reading.warnings));
    CHECK(reading.errors.empty());
  }

  TEST_CASE("a thousand unknown names are a hundred warnings") {
    std::string yaml;
    for (int i = 0; i < 1000; ++i) {
      yaml += "cairn.n" + std::to_string(i) + ": 1\n";
    }
    CHECK(reading_of(yaml).warnings.size() == 100);
  }

  TEST_CASE("what would change the answers is an error, not silence") {
    for (const char* yaml :
         {"server.ssl.key-store: x", "server.ssl.enabled: true", "server.servlet.context-path: /x",
          "management.server.port: 9999", "management.endpoints.web.path-mapping.health: up",
          "spring.cloud.config.server.git.clone-submodules: true",
          "spring.profiles.active: git,vault", "spring.cloud.config.server.enabled: false"}) {
      CAPTURE(yaml);
      const auto reading = reading_of(yaml);
      CHECK(reading.errors.size() == 1);
      CHECK(mentions(reading.errors, {"application.yml:1:"}));
      CHECK(texts(reading.errors).find("s3cret") == std::string::npos);
    }
  }

  TEST_CASE("what is only missing is a warning") {
    for (const char* yaml :
         {"spring.cloud.config.server.bootstrap: true", "server.error.include-message: always"}) {
      CAPTURE(yaml);
      const auto reading = reading_of(yaml);
      CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
      CHECK(reading.warnings.size() == 1);
      CHECK(mentions(reading.warnings, {"application.yml:1:", "not supported"}));
    }
  }

  TEST_CASE("a setting that says what holds anyway is fine") {
    for (const char* yaml :
         {"server.ssl.enabled: false", "server.servlet.context-path: /",
          "spring.cloud.config.server.bootstrap: false",
          "spring.cloud.config.server.git.clone-submodules: no", "spring.cloud.bus.enabled: false",
          "spring.cloud.config.server.git.force-pull: true",
          "spring.cloud.config.server.encrypt.plain-text-encrypt: true",
          "encrypt.key-store.type: PKCS12",
          "spring.cloud.config.server.native.search-locations: file:/x",
          "spring.profiles.active: git", "spring.cloud.config.server.composite[0].type: git",
          "spring.cloud.config.server.overrides: {}"}) {
      CAPTURE(yaml);
      const auto reading = reading_of(yaml);
      CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
      CHECK_MESSAGE(reading.warnings.empty(), texts(reading.warnings));
    }
  }

  TEST_CASE("a password among the arguments is worth a warning") {
    const auto reading = reading_of("", {{"spring.security.user.password", "pw-of-mine"}});
    CHECK(mentions(reading.warnings, {"argument --spring.security.user.password"}));
    CHECK(texts(reading.warnings).find("pw-of-mine") == std::string::npos);
  }
}
