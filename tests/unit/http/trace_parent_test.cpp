// What counts as a trace, and what does not.
#include "http/trace_parent.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using cairn::http::Field;
using cairn::http::trace_of;
using cairn::http::TraceParent;

namespace {
const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string span = "00f067aa0ba902b7";
}  // namespace

TEST_SUITE("http::TraceParent") {
  TEST_CASE("a field as the recommendation has it names trace and span") {
    const TraceParent parent = TraceParent::parse("00-" + trace + "-" + span + "-01");
    CHECK(parent.trace_id() == trace);
    CHECK(parent.span_id() == span);
  }

  TEST_CASE("of a later version what is known is taken") {
    CHECK(TraceParent::parse("01-" + trace + "-" + span + "-01").trace_id() == trace);
    CHECK(TraceParent::parse("01-" + trace + "-" + span + "-01-more").trace_id() == trace);
    CHECK(TraceParent::parse("01-" + trace + "-" + span + "-01more").trace_id().empty());
  }

  TEST_CASE("anything else is none") {
    for (const std::string& value :
         {std::string(), "00-" + trace + "-" + span, "00-" + trace + "-" + span + "-01-",
          "00-" + trace + "-" + span + "-0g", "ff-" + trace + "-" + span + "-01",
          "0G-" + trace + "-" + span + "-01", "00_" + trace + "-" + span + "-01",
          "00-" + std::string(32, '0') + "-" + span + "-01",
          "00-" + trace + "-" + std::string(16, '0') + "-01",
          "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + span + "-01"}) {
      CAPTURE(value);
      CHECK(TraceParent::parse(value).trace_id().empty());
      CHECK(TraceParent::parse(value).span_id().empty());
    }
  }

  TEST_CASE("of a request one field counts, and two are none") {
    const std::string value = "00-" + trace + "-" + span + "-01";
    const std::vector<Field> one{{"Host", "a"}, {"TraceParent", value}};
    const std::vector<Field> two{{"traceparent", value}, {"traceparent", value}};
    CHECK(trace_of(&one).trace_id() == trace);
    CHECK(trace_of(&two).trace_id().empty());
    CHECK(trace_of(nullptr).trace_id().empty());
  }
}
