// Headers on their way through the gateway.
#include "headers.hpp"

#include <doctest/doctest.h>

#include <string>

#include "client/sources.hpp"

using cairn::test::config_of;
using gateway::Headers;
using gateway::Incoming;
using gateway::RouteTable;

namespace {

std::shared_ptr<const RouteTable> table_of(const std::string& more) {
  auto table =
      RouteTable::read(config_of("zuul.routes.a:\n  path: /a/**\n  url: http://h\n" + more));
  REQUIRE_MESSAGE(table.has_value(), (table ? "" : table.error().text()));
  return *table;
}

Headers passed_on(const RouteTable& table, Headers headers) {
  Incoming incoming;
  incoming.address = "10.0.0.9";
  incoming.headers = std::move(headers);
  return gateway::to_upstream(incoming, table, table.routes().front(), "id-1");
}

}  // namespace

TEST_CASE("what Connection names goes with it, in any case and with blanks") {
  Headers headers = {{"Connection", "close,  x-one ,X-Two"},
                     {"connection", "X-Three"},
                     {"X-One", "1"},
                     {"x-two", "2"},
                     {"X-Three", "3"},
                     {"X-Four", "4"},
                     {"Transfer-Encoding", "chunked"}};
  gateway::remove_hop_by_hop(headers);
  CHECK(headers == Headers{{"X-Four", "4"}});
}

TEST_CASE("the chain of X-Forwarded-For grows only behind a proxy that is trusted") {
  const Headers sent = {{"Host", "shop"},
                        {"X-Forwarded-For", "1.1.1.1"},
                        {"X-FORWARDED-for", "2.2.2.2"},
                        {"X-Forwarded-Proto", "https"},
                        {"X-Forwarded-Anything", "x"}};
  CHECK(passed_on(*table_of(""), sent) == Headers{{"X-Forwarded-For", "10.0.0.9"},
                                                  {"X-Forwarded-Host", "shop"},
                                                  {"X-Forwarded-Prefix", "/a"},
                                                  {"X-Forwarded-Proto", "http"},
                                                  {"X-Request-Id", "id-1"}});
  CHECK(passed_on(*table_of("gateway.trusted-proxies: [10.0.0.9]\n"), sent) ==
        Headers{{"X-Forwarded-Anything", "x"},
                {"X-Forwarded-For", "1.1.1.1, 2.2.2.2, 10.0.0.9"},
                {"X-Forwarded-Host", "shop"},
                {"X-Forwarded-Prefix", "/a"},
                {"X-Forwarded-Proto", "https"},
                {"X-Request-Id", "id-1"}});
}

TEST_CASE("without proxy headers nothing is said of who asked, and lies go nowhere either") {
  CHECK(passed_on(*table_of("zuul.add-proxy-headers: false\n"),
                  {{"X-Forwarded-For", "1.1.1.1"}, {"Forwarded", "for=1.1.1.1"}}) ==
        Headers{{"X-Request-Id", "id-1"}});
}

TEST_CASE("a request keeps an id that is harmless and gets one otherwise") {
  CHECK(gateway::request_id({{"X-Request-Id", "a-Z.9_"}}, "X-Request-Id") == "a-Z.9_");
  const std::string longest(128, 'x');
  CHECK(gateway::request_id({{"X-Request-Id", longest}}, "X-Request-Id") == longest);
  for (const Headers& headers :
       {Headers{}, Headers{{"X-Request-Id", longest + "x"}}, Headers{{"X-Request-Id", "a b"}},
        Headers{{"X-Request-Id", "\"}"}}, Headers{{"X-Request-Id", "a"}, {"X-Request-Id", "b"}}}) {
    const std::string made = gateway::request_id(headers, "X-Request-Id");
    CHECK(made.size() == 32);
    CHECK(made != gateway::request_id(headers, "X-Request-Id"));
  }
}
