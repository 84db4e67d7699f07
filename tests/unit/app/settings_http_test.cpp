// Tests of app/settings_http.hpp.
#include "app/settings_http.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

TEST_SUITE("http settings") {
  TEST_CASE("trusted proxies") {
    const auto has = [](const SettingsReading& reading, const char* address) {
      return reading.settings.http.trusted_proxies.has(
          auth::NetworkAddress::parse(address).value());
    };
    CHECK(reading_of("", {}).settings.http.trusted_proxies.empty());
    const auto reading = reading_of("", {{"cairn.http.trusted-proxies", "10.0.0.0/8, ::1"},
                                         {"cairn.http.forwarded-header", "Forwarded"}});
    CHECK(reading.errors.empty());
    CHECK(has(reading, "10.9.8.7"));
    CHECK(has(reading, "::1"));
    CHECK_FALSE(has(reading, "11.0.0.1"));
    CHECK(reading.settings.http.forwarded_field == http::ForwardedField::forwarded);
    for (const char* bad : {"proxy.example", "10.0.0.0/33", "10.0.0.0/8, x"}) {
      CAPTURE(bad);
      CHECK(mentions(reading_of("", {{"cairn.http.trusted-proxies", bad}}).errors,
                     {"cairn.http.trusted-proxies"}));
    }
    CHECK(mentions(reading_of("", {{"cairn.http.forwarded-header", "x-real-ip"}}).errors,
                   {"cairn.http.forwarded-header"}));
  }

  TEST_CASE("addresses") {
    struct Case {
      const char* written;
      const char* address;
    };
    const Case cases[] = {
        {"0.0.0.0", "0.0.0.0"},     {"::1", "::1"},   {"[::]", "::"}, {"localhost", "127.0.0.1"},
        {" 10.0.0.1 ", "10.0.0.1"}, {"", "127.0.0.1"}};
    for (const Case& one : cases) {
      CAPTURE(one.written);
      const auto reading =
          reading_of("", {{"server.address", one.written}, {"cairn.insecure", "true"}});
      CHECK(reading.errors.empty());
      CHECK(reading.settings.http.address == one.address);
    }
    for (const char* bad : {"example.org", "1.2.3", "127.0.0.1:80", ":::", "fe80::1%eth0"}) {
      CAPTURE(bad);
      CHECK(mentions(reading_of("", {{"server.address", bad}}).errors, {"server.address"}));
    }
  }

  TEST_CASE("which addresses are this machine only") {
    for (const char* address : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"}) {
      CAPTURE(address);
      CHECK(is_loopback(address));
    }
    for (const char* address :
         {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "::2", "::ffff:10.0.0.1", "", "x"}) {
      CAPTURE(address);
      CHECK_FALSE(is_loopback(address));
    }
  }

  TEST_CASE("prefixes") {
    const auto prefix = [](const char* text) {
      return reading_of("", {{"spring.cloud.config.server.prefix", text}});
    };
    CHECK(prefix("/config").settings.http.prefix == "/config");
    CHECK(prefix("config").settings.http.prefix == "/config");
    CHECK(prefix("/a/b/").settings.http.prefix == "/a/b");
    CHECK(prefix("/").settings.http.prefix.empty());
    CHECK(prefix("").settings.http.prefix.empty());
    for (const char* bad : {"/a b", "/{x}", "/a?b", "//a", "/a//b", "/../a", "/a/./b", "/ä"}) {
      CAPTURE(bad);
      CHECK(mentions(prefix(bad).errors, {"spring.cloud.config.server.prefix"}));
    }
  }

  TEST_CASE("a password switches HTTP Basic on") {
    const auto reading = reading_of("spring.security.user: {name: cfg, password: 's3cret'}\n");
    CHECK(reading.settings.auth.enabled);
    CHECK(reading.settings.auth.user == "cfg");
    CHECK(reading.settings.auth.password.reveal() == "s3cret");
    CHECK(reading_of("spring.security.user.password: x").settings.auth.user == "user");
    CHECK_FALSE(reading_of("").settings.auth.enabled);
  }

  TEST_CASE("a login that cannot work is an error that does not show the password") {
    CHECK(mentions(reading_of("spring.security.user.name: cfg").errors,
                   {"spring.security.user.name"}));
    CHECK(
        mentions(reading_of("spring.security.user: {name: 'a:b', password: x}").errors, {"colon"}));
    const auto encoded = reading_of("spring.security.user.password: '{bcrypt}$2a$10$abc'");
    CHECK(mentions(encoded.errors, {"spring.security.user.password"}));
    CHECK(texts(encoded.errors).find("2a$10") == std::string::npos);
  }

  TEST_CASE("endpoints: included, all, excluded") {
    const auto exposed = [](const char* yaml) {
      return reading_of(yaml).settings.http.health.exposed;
    };
    CHECK(exposed("") == Strings{"health"});
    CHECK(exposed("management.endpoints.web.exposure.include: health, info") ==
          Strings{"health", "info"});
    CHECK(exposed("management.endpoints.web.exposure.include: '*'") ==
          Strings{"health", "info", "prometheus", "refresh", "busrefresh", "busenv", "env",
                  "metrics"});
    CHECK(exposed("management.endpoints.web.exposure: {include: '*', exclude: health}") ==
          Strings{"info", "prometheus", "refresh", "busrefresh", "busenv", "env", "metrics"});
    CHECK(exposed("management.endpoints.web.exposure.exclude: '*'").empty());
    CHECK(exposed("management.endpoints.web.exposure.include: [loggers, beans]").empty());
  }

  TEST_CASE("how much health shows") {
    const auto health = [](const char* yaml) { return reading_of(yaml).settings.http.health; };
    CHECK(health("").show_details == http::Show::never);
    CHECK(health("management.endpoint.health.show-details: ALWAYS").show_details ==
          http::Show::always);
    CHECK(health("management.endpoint.health.show-details: always").show_components ==
          http::Show::always);
    CHECK(health("management.endpoint.health.show-details: when_authorized").show_details ==
          http::Show::when_authorized);
    CHECK(health("management.endpoint.health: {show-details: always, show-components: never}")
              .show_components == http::Show::never);
    CHECK_FALSE(health("management.health.defaults.enabled: false").defaults);
    CHECK_FALSE(health("management.endpoint.health.probes.enabled: false").probes);
    CHECK_FALSE(health("spring.cloud.config.server.health.enabled: false").config_server);
    CHECK(health("management.endpoints.web.base-path: manage").base_path == "/manage");
    CHECK(mentions(reading_of("management.endpoints.web.base-path: /").errors, {"base-path"}));
  }

  TEST_CASE("info is nested JSON with types") {
    const auto info = [](const char* yaml) {
      return reading_of(yaml).settings.http.health.info_json;
    };
    CHECK(info("info.app.name: x") == "{}");
    CHECK(info("management.info.env.enabled: true\ninfo:\n  app: {name: config, order: 7, open: "
               "true}\n  a.b: 1.5\n") ==
          R"({"app":{"name":"config","order":7,"open":true},"a":{"b":1.5}})");
    CHECK(info("management.info.env.enabled: true") == "{}");
    CHECK(
        info("management.info.env.enabled: true\ninfo: {a: 1, a.b: 2, n: 99999999999999999999}") ==
        R"({"a":{"b":2},"n":"99999999999999999999"})");
  }
}
