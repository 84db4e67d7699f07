// Tests of app/settings.hpp: what is read, and that everything unusable is reported at once.
#include "app/settings.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;
using namespace std::chrono_literals;

TEST_SUITE("settings") {
  TEST_CASE("an address is all that is needed, and the defaults are those of the manual") {
    const auto reading = reading_of("");

    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    CHECK_MESSAGE(reading.warnings.empty(), texts(reading.warnings));
    const Settings& settings = reading.settings;
    CHECK(settings.http.address == "127.0.0.1");
    CHECK(settings.http.port == 8888);
    CHECK(settings.http.prefix.empty());
    CHECK_FALSE(settings.auth.enabled);
    CHECK(settings.accept_empty);
    CHECK(settings.strip_document);
    CHECK(settings.freshness == Freshness::background);
    CHECK(settings.poll_interval == 5s);
    CHECK(settings.first_fetch_wait == 10s);
    CHECK(settings.hold_depth_max == 100);
    CHECK(settings.data_dir == "/h/.local/state/cairn");
    CHECK(settings.file_bytes_max == 16U * 1024 * 1024);
    CHECK(settings.tree_entries_max == 200'000);
    CHECK(settings.tree_bytes_max == 1024U * 1024 * 1024);
    CHECK(settings.tree_depth_max == 100);
    CHECK(settings.budget.file_bytes_max == 1024U * 1024);
    CHECK(settings.log_level == base::LogLevel::info);
    REQUIRE(settings.back_ends.size() == 1);
    REQUIRE(settings.health.probes.size() == 1);
    CHECK(settings.health.probes[0].name == "app");
    CHECK(settings.health.probes[0].profiles == "default");
    CHECK_FALSE(settings.health.probes[0].label.has_value());
  }

  TEST_CASE("defaults equal those of the rooms that own the limits") {
    const Settings settings = reading_of("").settings;
    const http::Options http;
    const format::Budget budget;
    CHECK(settings.http.limits.target_bytes_max == http.limits.target_bytes_max);
    CHECK(settings.http.limits.header_bytes_max == http.limits.header_bytes_max);
    CHECK(settings.http.limits.fields_max == http.limits.fields_max);
    CHECK(settings.http.limits.body_bytes_max == http.limits.body_bytes_max);
    CHECK(settings.http.timeouts.header == http.timeouts.header);
    CHECK(settings.http.timeouts.body == http.timeouts.body);
    CHECK(settings.http.timeouts.write == http.timeouts.write);
    CHECK(settings.http.timeouts.idle == http.timeouts.idle);
    CHECK(settings.http.timeouts.answer == http.timeouts.answer);
    CHECK(settings.http.timeouts.drain == http.timeouts.drain);
    CHECK(settings.http.connections_max == http.connections_max);
    CHECK(settings.http.connections_per_address_max == http.connections_per_address_max);
    CHECK(settings.http.cache_bytes_max == http.cache_bytes_max);
    CHECK(settings.http.health.base_path == http.health.base_path);
    CHECK(settings.http.health.exposed == http.health.exposed);
    CHECK(settings.budget.depth_max == budget.depth_max);
    CHECK(settings.budget.nodes_max == budget.nodes_max);
    CHECK(settings.budget.expanded_bytes_max == budget.expanded_bytes_max);
    CHECK(settings.budget.documents_max == budget.documents_max);
    CHECK(settings.budget.file_bytes_max == budget.file_bytes_max);
  }

  TEST_CASE(
      "everything that cannot be used is reported, each with name, place and what is allowed") {
    const auto reading = reading_of(R"(
server:
  port: 70000
  address: nowhere
spring.cloud.config.server:
  accept-empty: perhaps
  git:
    timeout: soon
    default-label: a..b
    refresh-rate: 1 day
cairn:
  freshness: sometimes
  poll-interval: 1ms
  limits.file-size: 9TB
  hold.depth: -1
logging.level.root: loud
)");

    CHECK(reading.errors.size() == 11);
    CHECK(mentions(reading.errors,
                   {"application.yml:3:9", "server.port", "70000", "from 0 to 65535"}));
    CHECK(mentions(reading.errors, {"application.yml:4:", "server.address", "IPv6"}));
    CHECK(mentions(reading.errors, {"accept-empty", "'perhaps'", "true or false"}));
    CHECK(mentions(reading.errors, {"git.timeout", "a duration from 0s to 1h"}));
    CHECK(mentions(reading.errors, {"git.default-label", "a..b"}));
    CHECK(mentions(reading.errors, {"git.refresh-rate"}));
    CHECK(mentions(reading.errors, {"cairn.freshness", "background or request"}));
    CHECK(mentions(reading.errors, {"cairn.poll-interval", "from 100ms to 1d"}));
    CHECK(mentions(reading.errors, {"cairn.limits.file-size", "from 1KB to 1GB"}));
    CHECK(mentions(reading.errors, {"cairn.hold.depth"}));
    CHECK(mentions(reading.errors, {"logging.level.root", "error or off"}));
  }

  TEST_CASE("limits hold on both sides") {
    struct Case {
      const char* name;
      const char* inside;
      const char* outside;
    };
    const Case cases[] = {{"server.port", "0", "-1"},
                          {"server.port", "65535", "65536"},
                          {"cairn.poll-interval", "100ms", "99ms"},
                          {"cairn.poll-interval", "1d", "86401s"},
                          {"cairn.http.body-size", "1GB", "1073741825"},
                          {"cairn.http.head-size", "1KB", "1023"},
                          {"cairn.git.max-concurrent-fetches", "64", "65"},
                          {"cairn.git.max-concurrent-fetches", "1", "0"},
                          {"cairn.git.max-mirrors", "1", "0"},
                          {"cairn.git.max-mirrors", "100000", "100001"},
                          {"spring.cloud.config.server.git.order", "2147483647", "2147483648"}};
    for (const Case& one : cases) {
      CAPTURE(one.name);
      CAPTURE(one.outside);
      CHECK(reading_of("", {{one.name, one.inside}}).errors.empty());
      CHECK(mentions(reading_of("", {{one.name, one.outside}}).errors, {one.name, one.outside}));
    }
  }

  TEST_CASE("flags are Spring's, and an empty value is the default") {
    for (const char* yes : {"true", "on", "YES", "1", " true "}) {
      CHECK(reading_of("", {{"cairn.access-log", yes}}).settings.http.access_log);
    }
    for (const char* no : {"false", "off", "No", "0", ""}) {
      CHECK_FALSE(reading_of("", {{"cairn.access-log", no}}).settings.http.access_log);
    }
    CHECK(reading_of("server:\n  port:\n").settings.http.port == 8888);
    CHECK_FALSE(reading_of("", {{"cairn.access-log", "2"}}).errors.empty());
  }

  TEST_CASE("freshness") {
    const auto reading = reading_of("cairn:\n  freshness: REQUEST\n  poll-interval: PT30S\n");
    CHECK(reading.settings.freshness == Freshness::request);
    CHECK(reading.settings.poll_interval == 30s);
  }

  TEST_CASE("health probes are a map of the settings, in its order") {
    const auto reading = reading_of(R"(
spring.cloud.config.server:
  accept-empty: false
  health:
    down-health-status: OUT_OF_SERVICE
    repositories:
      shop: {profiles: "dev,eu"}
      basket: {name: cart, label: release}
      third: {profiles: [a, b]}
      '[a.b]': {label: dotted}
)");

    REQUIRE(reading.errors.empty());
    const HealthSettings& health = reading.settings.health;
    REQUIRE(health.probes.size() == 4);
    CHECK(health.probes[3].name == "a.b");
    CHECK(health.probes[3].label == "dotted");
    CHECK(health.probes[0].name == "shop");
    CHECK(health.probes[0].profiles == "dev,eu");
    CHECK(health.probes[1].name == "cart");
    CHECK(health.probes[1].profiles == "default");
    CHECK(health.probes[1].label == "release");
    CHECK(health.probes[2].profiles == "a,b");
    CHECK(health.down_status == "OUT_OF_SERVICE");
    CHECK_FALSE(health.accept_empty);
    CHECK(reading_of("spring.cloud.config.server: {accept-empty: false, health.accept-empty: true}")
              .settings.health.accept_empty);
  }

  // The order is that of Java's HashMap: clients of the reference see it.
  TEST_CASE("overrides are texts, in the order of the reference") {
    const auto reading = reading_of(R"(
spring.cloud.config.server.overrides:
  company: Harbor Goods
  billing.url: http://\${billing.host:localhost}/bills
  hosts: [c]
  note: ''
  feature: {enabled: true}
  server.port: 9999
  region: ${HARBOR_REGION:unset}
  template: '\{name}'
  kept: ${nowhere}
)",
                                    {}, {"HARBOR_REGION=eu"});

    REQUIRE(reading.errors.empty());
    const Pairs expected = {{"template", "{name}"},
                            {"hosts.0", "c"},
                            {"note", ""},
                            {"billing.url", "http://${billing.host:localhost}/bills"},
                            {"server.port", "9999"},
                            {"feature.enabled", "true"},
                            {"company", "Harbor Goods"},
                            {"region", "eu"}};
    Pairs found = reading.settings.overrides;
    const auto kept = std::find(found.begin(), found.end(),
                                std::pair<std::string, std::string>("kept", "${nowhere}"));
    REQUIRE(kept != found.end());
    found.erase(kept);
    CHECK(found == expected);
  }

  TEST_CASE("the data directory: the setting, systemd's, the user's") {
    const auto dir = [](Pairs arguments, Strings environment) {
      return read_settings(tree_of("", std::move(arguments), std::move(environment)))
          .settings.data_dir;
    };
    const Strings all = {"STATE_DIRECTORY=/var/lib/cairn:/b", "XDG_STATE_HOME=/x", "HOME=/h"};
    CHECK(dir({{"cairn.data-dir", "/d/"}}, all) == "/d");
    CHECK(dir({}, all) == "/var/lib/cairn");
    CHECK(dir({}, {"XDG_STATE_HOME=/x", "HOME=/h"}) == "/x/cairn");
    CHECK(dir({}, {"XDG_STATE_HOME=relative", "HOME=/h"}) == "/h/.local/state/cairn");
    const auto nowhere = read_settings(tree_of(""));
    CHECK(mentions(nowhere.errors, {"cairn.data-dir"}));
  }

  TEST_CASE("the platform is one that Spring knows") {
    CHECK(reading_of("cairn.cloud-platform: Kubernetes").settings.cloud_platform == "kubernetes");
    CHECK(reading_of("spring.main.cloud-platform: kubernetes").settings.cloud_platform ==
          "kubernetes");
    CHECK(mentions(reading_of("cairn.cloud-platform: moon").errors,
                   {"cairn.cloud-platform", "moon"}));
  }

  TEST_CASE("without an address the error says where it looked and what to write") {
    const auto reading = read_settings(tree_of("server.port: 1", {}, {"HOME=/h"}));
    CHECK(reading.errors.size() == 1);
    CHECK(mentions(reading.errors, {"spring.cloud.config.server.git.uri", "must be set",
                                    "application.yml", "uri: https://git.example/config.git"}));
  }

  TEST_CASE("a placeholder without a value is an error of its setting") {
    const auto reading = reading_of("server.port: ${PORT_OF_ALL}\n");
    CHECK(mentions(reading.errors, {"application.yml:1:", "server.port", "PORT_OF_ALL"}));
  }

  TEST_CASE("a server that is open to the network needs a login and TLS, or a word of its own") {
    const auto errors = [](const std::string& text) { return reading_of(text).errors; };
    CHECK(mentions(errors("server.address: 0.0.0.0"),
                   {"application.yml:", "server.address", "a login", "TLS", "cairn.insecure"}));
    CHECK(mentions(errors("server.address: '::'"), {"server.address"}));
    CHECK(mentions(errors("server.address: 0.0.0.0\nspring.security.user.password: correct horse"),
                   {"server.address", "without TLS"}));
    CHECK(reading_of("server.address: '::1'").warnings.empty());
    CHECK(errors("server.address: '::1'").empty());
    const auto open = reading_of("server.address: 0.0.0.0\ncairn.insecure: true");
    CHECK(open.errors.empty());
    CHECK(mentions(open.warnings, {"server.address", "a login", "as cairn.insecure says"}));
    CHECK(mentions(reading_of("server.address: 0.0.0.0\ncairn.insecure: true\n"
                              "spring.security.user.password: short")
                       .warnings,
                   {"spring.security.user.password", "12"}));
  }

  TEST_CASE("health tells everybody its details on this machine only") {
    const std::string always = "management.endpoint.health.show-details: always\n";
    CHECK(reading_of(always).settings.http.health.show_details == http::Show::always);
    const auto open = reading_of(always + "server.address: 0.0.0.0\ncairn.insecure: true");
    CHECK(open.settings.http.health.show_details == http::Show::when_authorized);
    CHECK(open.settings.http.health.show_components == http::Show::when_authorized);
    CHECK(mentions(open.warnings, {"show-details", "when-authorized"}));
  }
}
