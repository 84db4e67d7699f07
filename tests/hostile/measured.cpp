// Measured: forks, parses there, and asks the system what it took.
#include "hostile/measured.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <ctime>

namespace cairn::format::test {
namespace {

double processor_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double largest_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// What the child writes into the pipe.
struct Report {
  double milliseconds = 0;
  double megabytes = 0;
  std::array<char, 200> outcome{};
};

Report parsed(Kind kind, const std::string& bytes) {
  Report report;
  const double megabytes = largest_megabytes();
  const double began = processor_milliseconds();
  const auto file = parse(kind, bytes);
  report.milliseconds = processor_milliseconds() - began;
  report.megabytes = largest_megabytes() - megabytes;
  const std::string outcome = file ? "" : file.error().text();
  outcome.copy(report.outcome.data(), report.outcome.size() - 1);
  return report;
}

}  // namespace

Measured measured(Kind kind, const std::string& bytes) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    return {};
  }
  // Memory that was freed but is still held would be used again by the child, unseen.
  malloc_trim(0);
  const pid_t child = fork();
  if (child == 0) {
    const Report report = parsed(kind, bytes);
    const bool is_written = write(ends[1], &report, sizeof report) == sizeof report;
    _exit(is_written ? 0 : 1);
  }
  close(ends[1]);
  Report report;
  const bool is_read = read(ends[0], &report, sizeof report) == sizeof report;
  close(ends[0]);
  int status = 0;
  const bool has_ended = waitpid(child, &status, 0) == child && WIFEXITED(status) && is_read;
  return {report.outcome.data(), has_ended, report.milliseconds, report.megabytes};
}

}  // namespace cairn::format::test
