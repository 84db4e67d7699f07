// Figures in the shape of /actuator/metrics.
#include "observe/metric_table.hpp"

#include <doctest/doctest.h>

using cairn::observe::MetricTable;

namespace {

MetricTable table() {
  MetricTable made;
  made.family("http_server_requests_seconds", "histogram", "how long");
  for (const char* status : {"200", "404"}) {
    made.sample("http_server_requests_seconds_bucket", {{"status", status}, {"le", "+Inf"}}, 3);
    made.sample("http_server_requests_seconds_sum", {{"status", status}}, 0.25);
    made.sample("http_server_requests_seconds_count", {{"status", status}}, 3);
  }
  made.family("cairn_repository_looks_total", "counter", "looks");
  made.sample("cairn_repository_looks_total", {{"repository", "a"}}, 2);
  made.sample("cairn_repository_looks_total", {{"repository", "b"}}, 5);
  made.family("cairn_documents_bytes", "gauge", "memory");
  made.sample("cairn_documents_bytes", {}, 1024);
  made.family("cairn_nothing", "gauge", "no sample");
  return made;
}

}  // namespace

TEST_SUITE("observe::MetricTable") {
  TEST_CASE("names have dots, neither unit nor total, and are in order") {
    CHECK(table().names_json() ==
          R"({"names":["cairn.documents","cairn.repository.looks","http.server.requests"]})");
  }

  TEST_CASE("a metric is the sum of its samples, with its unit and the tags to choose by") {
    CHECK(
        table().metric_json("http.server.requests", {}) ==
        R"({"name":"http.server.requests","description":"how long","baseUnit":"seconds",)"
        R"("measurements":[{"statistic":"COUNT","value":6},{"statistic":"TOTAL_TIME","value":0.5}],)"
        R"("availableTags":[{"tag":"status","values":["200","404"]}]})");
    CHECK(table().metric_json("cairn.documents", {}) ==
          R"({"name":"cairn.documents","description":"memory","baseUnit":"bytes",)"
          R"("measurements":[{"statistic":"VALUE","value":1024}],"availableTags":[]})");
  }

  TEST_CASE("tags choose samples, and are not offered again") {
    CHECK(table().metric_json("cairn.repository.looks", {{"repository", "b"}}) ==
          R"({"name":"cairn.repository.looks","description":"looks",)"
          R"("measurements":[{"statistic":"COUNT","value":5}],"availableTags":[]})");
  }

  TEST_CASE("what there is not is none") {
    CHECK_FALSE(table().metric_json("cairn_documents_bytes", {}).has_value());
    CHECK_FALSE(table().metric_json("cairn.nothing", {}).has_value());
    CHECK_FALSE(table().metric_json("cairn.repository.looks", {{"repository", "c"}}).has_value());
    CHECK_FALSE(table().metric_json("cairn.repository.looks", {{"other", "b"}}).has_value());
  }
}
