// RouteTable: which configurations make one, and where its paths lead.
#include "route_table.hpp"

#include <doctest/doctest.h>

#include <string>

#include "client/sources.hpp"

using cairn::test::config_of;
using gateway::Route;
using gateway::RouteTable;

namespace {

std::shared_ptr<const RouteTable> table_of(const std::string& text) {
  auto table = RouteTable::read(config_of(text));
  REQUIRE_MESSAGE(table.has_value(), (table ? "" : table.error().text()));
  return *table;
}

std::string mistakes_in(const std::string& text) {
  const auto table = RouteTable::read(config_of(text));
  return table ? "" : table.error().text();
}

// A route by its lines, as a YAML flow.
std::string route(const std::string& name, const std::string& flow) {
  return "zuul.routes." + name + ": {" + flow + "}\n";
}

std::string name_for(const RouteTable& table, const std::string& path) {
  const Route* found = table.find(path);
  return found == nullptr ? "" : found->name;
}

}  // namespace

TEST_SUITE("finding a route") {
  TEST_CASE("the longest prefix wins, at the border of a segment, and a whole path before it") {
    const auto table = table_of(route("all", "path: /**, url: 'http://a'") +
                                route("users", "path: /users/**, url: 'http://b'") +
                                route("admin", "path: /users/admin/**, url: 'http://c'") +
                                route("page", "path: /users/admin, url: 'http://d'"));
    CHECK(name_for(*table, "/users") == "users");
    CHECK(name_for(*table, "/users/") == "users");
    CHECK(name_for(*table, "/users/7/x") == "users");
    CHECK(name_for(*table, "/userspace") == "all");
    CHECK(name_for(*table, "/users/admin") == "page");
    CHECK(name_for(*table, "/users/admin/") == "admin");
    CHECK(name_for(*table, "/users/admin/x") == "admin");
    CHECK(name_for(*table, "/users/administrator") == "users");
    CHECK(name_for(*table, "/") == "all");
  }

  TEST_CASE("without a route for all, other paths have none") {
    const auto table = table_of(route("a", "path: /a/**, url: 'http://a'"));
    CHECK(name_for(*table, "/b") == "");
    CHECK(name_for(*table, "/") == "");
  }
}

TEST_SUITE("prefixes are stripped as Zuul does") {
  std::string behind(const std::string& settings, const std::string& flow,
                     const std::string& path) {
    const auto table = table_of("zuul.prefix: /api\n" + settings +
                                route("a", "path: /a/**, url: 'http://a', " + flow));
    const Route* found = table->find(path);
    REQUIRE(found != nullptr);
    return found->front + path.substr(found->cut);
  }

  TEST_CASE("both, either or neither") {
    CHECK(behind("", "strip-prefix: true", "/api/a/x") == "/x");
    CHECK(behind("", "strip-prefix: false", "/api/a/x") == "/a/x");
    CHECK(behind("zuul.strip-prefix: false\n", "strip-prefix: true", "/api/a/x") == "/api/x");
    CHECK(behind("zuul.strip-prefix: false\n", "strip-prefix: false", "/api/a/x") == "/api/a/x");
    CHECK(behind("", "strip-prefix: true", "/api/a") == "");
  }
}

TEST_SUITE("hosts") {
  TEST_CASE(
      "a service's hosts, times and retries come from ribbon, in Spring's or Netflix's spelling") {
    const auto table = table_of(route("a", "path: /a/**, service-id: shop.eu, retryable: true") +
                                "shop.eu.ribbon: {listOfServers: 'h1:81, h2', ReadTimeout: 300, "
                                "MaxAutoRetriesNextServer: 2, retryableStatusCodes: '502,503'}\n");
    const Route& found = table->routes().front();
    REQUIRE(found.hosts.size() == 2);
    CHECK(found.hosts[0].text() == "h1:81");
    CHECK(found.hosts[1].text() == "h2:80");
    CHECK(found.answer_timeout == std::chrono::milliseconds(300));
    CHECK(found.connect_timeout == std::chrono::milliseconds(2000));
    CHECK(found.others_max == 2);
    CHECK(found.retryable_statuses == std::set<int>{502, 503});
  }

  TEST_CASE("an address may have a port and a path") {
    const auto table = table_of(route("a", "path: /a/**, url: 'http://[::1]:8080/v1/'"));
    const auto& host = table->routes().front().hosts.front();
    CHECK(host.name == "::1");
    CHECK(host.port == 8080);
    CHECK(host.base == "/v1");
  }

  TEST_CASE("an address that leads nowhere for sure is a mistake") {
    for (const char* url :
         {"h", "https://h", "http://", "http://h:0", "http://h:65536", "http://h:a", "http://h:1:2",
          "http://u:p@h", "http://h/a/../b", "http://h?a", "ftp://h"}) {
      CAPTURE(url);
      CHECK(mistakes_in(route("a", std::string("path: /a/**, url: '") + url + "'"))
                .find("is no address") != std::string::npos);
    }
  }
}

TEST_SUITE("a table with a mistake does not come to be") {
  TEST_CASE("paths that are none, or that are there twice") {
    for (const char* path : {"", "users", "/a/*", "/a/{id}/**", "/a?/**", "/a//**", "/a/../**",
                             "/**/b", "/%61/**", "/a;b/**", "/a?b"}) {
      CAPTURE(path);
      CHECK(mistakes_in(route("a", std::string("path: '") + path + "', url: 'http://h'")) != "");
    }
    CHECK(mistakes_in(route("a", "path: /x/**, url: 'http://h'") +
                      route("b", "path: /x/**, url: 'http://h'"))
              .find("the route 'a' has this path, too") != std::string::npos);
  }

  TEST_CASE("all mistakes are told, each with its place") {
    const std::string told = mistakes_in(
        "zuul:\n"
        "  routes:\n"
        "    a: {path: nowhere, url: 'http://h'}\n"
        "    b: {path: /b/**, url: 'http://h', service-id: s}\n"
        "    c: {path: /c/**, service-id: s, filters: {tokens: [short]}}\n");
    for (const char* words :
         {":3:15: zuul.routes.a.path: 'nowhere'", ":4:15: zuul.routes.b.path: a route",
          ":5:34: zuul.routes.c.service-id: no value for 's.ribbon.list-of-servers'",
          "zuul.routes.c.filters.tokens: a token has"}) {
      CAPTURE(told);
      CHECK(told.find(words) != std::string::npos);
    }
  }

  TEST_CASE("unknown names, wrong types, times and numbers out of range") {
    const std::string good = route("a", "path: /a/**, url: 'http://h'");
    CHECK(mistakes_in(good) == "");
    for (const char* more :
         {"zuul.rotues: {}\nzuul.retriable: true\n", "zuul.retryable: perhaps\n",
          "zuul.host.socket-timeout-millis: 0\n", "zuul.host.connect-timeout-millis: 601s\n",
          "zuul.prefix: api\n", "zuul.prefix: /api/\n", "gateway.threads: 0\n",
          "gateway.threads: 1025\n", "gateway.request-id-header: 'a b'\n"}) {
      CAPTURE(more);
      CHECK(mistakes_in(good + more) != "");
    }
    CHECK(mistakes_in(good + "gateway.threads: 1024\nzuul.host.socket-timeout-millis: 600s\n") ==
          "");
  }

  TEST_CASE("a configuration without routes is a table without routes") {
    CHECK(table_of("company: Harbor\n")->routes().empty());
  }
}
