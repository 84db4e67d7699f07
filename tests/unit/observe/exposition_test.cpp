// The text that Prometheus reads.
#include "observe/exposition.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace cairn::observe;

TEST_SUITE("observe::Exposition") {
  TEST_CASE("a family, and samples with labels") {
    Exposition out;
    out.family("cairn_looks_total", "counter", "looks at the remote");
    out.sample("cairn_looks_total", {}, 3);
    out.sample("cairn_looks_total", {{"repository", "git"}, {"outcome", "ok"}}, 0.25);
    CHECK(out.take() ==
          "# HELP cairn_looks_total looks at the remote\n"
          "# TYPE cairn_looks_total counter\n"
          "cairn_looks_total 3\n"
          "cairn_looks_total{repository=\"git\",outcome=\"ok\"} 0.25\n");
  }

  TEST_CASE("no value of a label can break out of its quotes or its line") {
    Exposition out;
    out.sample("x", {{"a", "q\"b\\n\nend \u00e9 \xFF\xC3"}}, 1);
    CHECK(out.take() == "x{a=\"q\\\"b\\\\n\\nend \u00e9 \xEF\xBF\xBD\xEF\xBF\xBD\"} 1\n");
  }

  TEST_CASE("numbers") {
    CHECK(number_text(0) == "0");
    CHECK(number_text(1764456789) == "1764456789");
    CHECK(number_text(0.0001) == "0.0001");
    CHECK(number_text(std::numeric_limits<double>::infinity()) == "+Inf");
    CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-Inf");
    CHECK(number_text(std::nan("")) == "NaN");
  }
}
