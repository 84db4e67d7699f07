// Counting calls of gRPC.
#include "observe/calls.hpp"

#include <doctest/doctest.h>

#include <string>

#include "observe/requests.hpp"

using namespace std::chrono_literals;
using namespace cairn::observe;

namespace {

std::string written(const CallMeter& calls) {
  const RequestMeters meters(&calls);
  Exposition out;
  meters.write(out);
  return out.take();
}

bool has(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

std::string labels(const std::string& method, const std::string& type, const std::string& code) {
  return R"({service="cairn.v1.Config",method=")" + method + R"(",methodType=")" + type +
         R"(",statusCode=")" + code + R"("})";
}

}  // namespace

TEST_SUITE("observe, calls") {
  TEST_CASE("each kind of call is told with how it ended") {
    CallMeter calls;
    calls.record(CallKind::get, 0, 2ms);
    calls.record(CallKind::get, 0, 1s);
    calls.record(CallKind::get, 5, 1ms);
    calls.record(CallKind::watch, 14, 2s);
    calls.record(CallKind::list_sources, 99, 1ms);
    const std::string text = written(calls);
    const std::string name = "grpc_server_processing_duration_seconds_";
    CHECK(has(text, name + "count" + labels("Get", "UNARY", "OK") + " 2"));
    CHECK(has(text, name + "sum" + labels("Get", "UNARY", "OK") + " 1.002"));
    CHECK(has(text, name + "count" + labels("Get", "UNARY", "NOT_FOUND") + " 1"));
    CHECK(has(text, name + "count" + labels("Watch", "SERVER_STREAMING", "UNAVAILABLE") + " 1"));
    CHECK(has(text, name + "count" + labels("ListSources", "UNARY", "UNKNOWN") + " 1"));
  }

  TEST_CASE("open streams are a gauge") {
    CallMeter calls;
    calls.stream_began();
    calls.stream_began();
    calls.stream_ended();
    CHECK(has(written(calls), "cairn_grpc_streams 1"));
  }

  TEST_CASE("where there is no gRPC nothing is told of it") {
    Exposition out;
    RequestMeters().write(out);
    CHECK(out.take().find("grpc") == std::string::npos);
  }
}
