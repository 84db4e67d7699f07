// Requests: how many there were and how long their answers took, by kind of path, method and
// status. Never by the names in a path: there is no end of them.
//
// Thread-safety: one RequestMeter for each network thread, which alone records; RequestMeters is
// for any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>

#include "observe/calls.hpp"
#include "observe/exposition.hpp"
#include "observe/histogram.hpp"

namespace cairn::observe {

// Kinds of paths, named as Spring's templates are.
enum class PathKind {
  environment,
  environment_at_label,
  flat,
  flat_at_label,
  file,
  health,
  actuator,
  cipher,
  monitor,
  own,      // below "/-/"
  unknown,  // no route, or no request
};
[[nodiscard]] std::string_view template_of(PathKind kind);

enum class MethodKind { get, head, post, other };

class RequestMeter {
 public:
  RequestMeter() = default;
  ~RequestMeter();
  RequestMeter(const RequestMeter&) = delete;
  RequestMeter& operator=(const RequestMeter&) = delete;

  void record(PathKind path, MethodKind method, int status, std::chrono::nanoseconds took);

  // The end of a wait for a change.
  void record_watch(int status);
  [[nodiscard]] std::uint64_t watches(std::size_t status_index) const {
    return watches_[status_index].load(std::memory_order_relaxed);
  }

  // Adds what was recorded: calls `each(path, method, status, reading)`.
  template <typename Each>
  void visit(const Each& each) const {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (const Histogram* cell = cells_[i].load(std::memory_order_acquire); cell != nullptr) {
        each(i, cell->read());
      }
    }
  }

  static constexpr std::size_t paths = static_cast<std::size_t>(PathKind::unknown) + 1;
  static constexpr std::size_t methods = static_cast<std::size_t>(MethodKind::other) + 1;
  // Every status that is sent; the last stands for all others.
  static constexpr std::array statuses{200, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409, 411,
                                       413, 414, 415, 417, 422, 429, 431, 500, 501, 503, 505, 0};
  static constexpr std::size_t cells = paths * methods * statuses.size();

 private:
  // Made when they are first needed, and owned.
  std::array<std::atomic<Histogram*>, cells> cells_{};
  std::array<std::atomic<std::uint64_t>, statuses.size()> watches_{};
};

class RequestMeters {
 public:
  // `calls`, where there are any, are told as well; they must outlive this object.
  explicit RequestMeters(const CallMeter* calls = nullptr) : calls_(calls) {}

  // A meter for one more thread; it stays as long as this object.
  [[nodiscard]] RequestMeter& add();
  // http_server_requests_seconds, named and labelled as Micrometer's, so that dashboards fit, and
  // cairn_watch_answers_total; and what calls of gRPC have.
  void write(FigureSink& out) const;

 private:
  const CallMeter* const calls_;
  mutable std::mutex mutex_;
  std::deque<RequestMeter> meters_;  // Guarded by mutex_; meters never move.
};

}  // namespace cairn::observe
