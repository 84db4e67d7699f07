// Counting requests.
#include "observe/requests.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

using namespace std::chrono_literals;
using namespace cairn::observe;

namespace {

std::string written(const RequestMeters& meters) {
  Exposition out;
  meters.write(out);
  return out.take();
}

bool has(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

const std::string shop = R"(method="GET",uri="/{name}/{profiles}",status="200",outcome="SUCCESS")";

}  // namespace

TEST_SUITE("observe, requests") {
  TEST_CASE("a value that equals a bound is below it") {
    Histogram histogram;
    histogram.record(100us);
    histogram.record(100us + 1ns);
    histogram.record(10s);
    histogram.record(10s + 1ns);
    histogram.record(-1s);
    const auto read = histogram.read();
    CHECK(read.counts.front() == 2);
    CHECK(read.counts[1] == 1);
    CHECK(read.counts[Histogram::bounds.size() - 1] == 1);
    CHECK(read.counts.back() == 1);
    CHECK(read.count() == 5);
    CHECK(read.seconds == doctest::Approx(20.0002));
  }

  TEST_CASE("what was asked on all threads is told together, buckets one in the other") {
    RequestMeters meters;
    RequestMeter& one = meters.add();
    RequestMeter& two = meters.add();
    one.record(PathKind::environment, MethodKind::get, 200, 200us);
    std::thread other([&] { two.record(PathKind::environment, MethodKind::get, 200, 3s); });
    other.join();
    two.record(PathKind::flat, MethodKind::other, 418, 1ms);
    const std::string text = written(meters);
    CHECK(has(text, "http_server_requests_seconds_bucket{" + shop + R"(,le="0.0001"} 0)"));
    CHECK(has(text, "http_server_requests_seconds_bucket{" + shop + R"(,le="0.00025"} 1)"));
    CHECK(has(text, "http_server_requests_seconds_bucket{" + shop + R"(,le="2.5"} 1)"));
    CHECK(has(text, "http_server_requests_seconds_bucket{" + shop + R"(,le="+Inf"} 2)"));
    CHECK(has(text, "http_server_requests_seconds_count{" + shop + "} 2"));
    CHECK(has(text, "http_server_requests_seconds_sum{" + shop + "} 3.0002"));
    CHECK(has(text, R"(http_server_requests_seconds_count{method="OTHER",)"
                    R"(uri="/{name}-{profiles}.{extension}",status="OTHER",outcome="UNKNOWN"} 1)"));
  }

  TEST_CASE("waits for a change are counted apart, without their time") {
    RequestMeters meters;
    RequestMeter& one = meters.add();
    one.record_watch(304);
    one.record_watch(304);
    meters.add().record_watch(200);
    const std::string text = written(meters);
    CHECK(has(text, R"(cairn_watch_answers_total{status="304"} 2)"));
    CHECK(has(text, R"(cairn_watch_answers_total{status="200"} 1)"));
    CHECK(text.find("_count") == std::string::npos);
  }

  TEST_CASE("every kind of path has a name of its own") {
    for (std::size_t i = 0; i < RequestMeter::paths; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        CHECK(template_of(static_cast<PathKind>(i)) != template_of(static_cast<PathKind>(j)));
      }
    }
  }
}
