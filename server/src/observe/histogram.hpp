// Histogram: how long things took, in buckets with fixed bounds.
//
// Thread-safety: record() for one thread, read() for any: nothing waits, no cache line is written
// by two. A reading that meets a record may miss a part of it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "observe/exposition.hpp"

namespace cairn::observe {

class Histogram {
 public:
  // Seconds; a value that equals a bound is below it.
  static constexpr std::array bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                     0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   10.0};

  struct Reading {
    std::array<std::uint64_t, bounds.size() + 1> counts{};  // of each bucket; the last is the rest
    double seconds = 0;

    [[nodiscard]] std::uint64_t count() const;
    Reading& operator+=(const Reading& other);
    // The samples of a family that was begun: buckets one in the other, sum and count.
    void write(FigureSink& out, std::string_view family, Labels labels) const;
  };

  void record(std::chrono::nanoseconds took);
  [[nodiscard]] Reading read() const;

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> counts_{};
  std::atomic<std::uint64_t> nanoseconds_{0};
};

}  // namespace cairn::observe
