// What the system says of this process.
#include "observe/process.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>

using namespace cairn::observe;

namespace {

double value_of(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("\n" + name + " ");
  REQUIRE_MESSAGE(at != std::string::npos, name);
  return std::stod(text.substr(at + name.size() + 2));
}

}  // namespace

TEST_SUITE("observe, process") {
  TEST_CASE("the figures are there and plausible") {
    Exposition out;
    write_process(out);
    const std::string text = out.take();
    CHECK(value_of(text, "process_resident_memory_bytes") > 100'000);
    CHECK(value_of(text, "process_virtual_memory_bytes") >=
          value_of(text, "process_resident_memory_bytes"));
    CHECK(value_of(text, "process_threads") >= 1);
    CHECK(value_of(text, "process_open_fds") >= 3);
    CHECK(value_of(text, "process_max_fds") >= value_of(text, "process_open_fds"));
    CHECK(value_of(text, "process_cpu_seconds_total") >= 0);
    const double start = value_of(text, "process_start_time_seconds");
    const auto now = static_cast<double>(std::time(nullptr));
    CHECK(start <= now + 2);
    CHECK(start > now - 3'600);
  }
}
