// How long a small piece of work takes, beside a yardstick that every machine has.
//
// Thread-safety: one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace cairn::bench {

// What the compiler must believe to be used.
template <typename T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

struct Nanoseconds {
  double median = 0;
  double least = 0;
};

// The time of one call of `work`: of `batches` batches that take about a hundredth of a second
// each.
template <typename Work>
[[nodiscard]] Nanoseconds time_of(const Work& work, std::size_t batches = 21) {
  using Clock = std::chrono::steady_clock;
  const auto batch = [&work](std::size_t calls) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < calls; ++i) {
      work();
    }
    return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
  };
  std::size_t calls = 1;
  while (batch(calls) < 1e7) {
    calls *= 2;
  }
  std::vector<double> times;
  for (std::size_t i = 0; i < batches; ++i) {
    times.push_back(batch(calls) / static_cast<double>(calls));
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times.front()};
}

}  // namespace cairn::bench
