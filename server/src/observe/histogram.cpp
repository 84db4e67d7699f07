// Buckets.
#include "observe/histogram.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace cairn::observe {
namespace {

// One thread writes: reading and writing apart is enough, and costs no lock on the bus.
void add(std::atomic<std::uint64_t>& counter, std::uint64_t count) {
  counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
}

}  // namespace

std::uint64_t Histogram::Reading::count() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

Histogram::Reading& Histogram::Reading::operator+=(const Reading& other) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] += other.counts[i];
  }
  seconds += other.seconds;
  return *this;
}

void Histogram::Reading::write(FigureSink& out, std::string_view family, Labels labels) const {
  const std::string name(family);
  std::uint64_t below = 0;
  std::string bound;
  labels.emplace_back("le", "");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    below += counts[i];
    bound = i < bounds.size() ? number_text(bounds[i]) : "+Inf";
    labels.back().second = bound;
    out.sample(name + "_bucket", labels, static_cast<double>(below));
  }
  labels.pop_back();
  out.sample(name + "_sum", labels, seconds);
  out.sample(name + "_count", labels, static_cast<double>(below));
}

void Histogram::record(std::chrono::nanoseconds took) {
  const auto length = std::max<std::int64_t>(0, took.count());
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  add(counts_[static_cast<std::size_t>(bucket)], 1);
  add(nanoseconds_, static_cast<std::uint64_t>(length));
}

Histogram::Reading Histogram::read() const {
  Reading reading;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    reading.counts[i] = counts_[i].load(std::memory_order_relaxed);
  }
  reading.seconds = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / 1e9;
  return reading;
}

}  // namespace cairn::observe
