// Counting requests, and telling of them.
#include "observe/requests.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace cairn::observe {
namespace {

constexpr std::string_view requests_name = "http_server_requests_seconds";

std::size_t index_of_status(int status) {
  const auto* const end = RequestMeter::statuses.end() - 1;
  return static_cast<std::size_t>(std::find(RequestMeter::statuses.begin(), end, status) -
                                  RequestMeter::statuses.begin());
}

std::string_view method_text(MethodKind method) {
  switch (method) {
    case MethodKind::get:
      return "GET";
    case MethodKind::head:
      return "HEAD";
    case MethodKind::post:
      return "POST";
    case MethodKind::other:
      break;
  }
  return "OTHER";
}

std::string_view outcome_text(int status) {
  return status == 0    ? "UNKNOWN"
         : status < 300 ? "SUCCESS"
         : status < 400 ? "REDIRECTION"
         : status < 500 ? "CLIENT_ERROR"
                        : "SERVER_ERROR";
}

std::string status_text(int status) {
  return status == 0 ? "OTHER" : std::to_string(status);
}

template <typename Counts>
void write_watches(FigureSink& out, const Counts& counts) {
  out.family("cairn_watch_answers_total", "counter", "answers to who waited for a change");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) {
      const std::string status = status_text(RequestMeter::statuses[i]);
      out.sample("cairn_watch_answers_total", {{"status", status}}, static_cast<double>(counts[i]));
    }
  }
}

}  // namespace

std::string_view template_of(PathKind kind) {
  switch (kind) {
    case PathKind::environment:
      return "/{name}/{profiles}";
    case PathKind::environment_at_label:
      return "/{name}/{profiles}/{label}";
    case PathKind::flat:
      return "/{name}-{profiles}.{extension}";
    case PathKind::flat_at_label:
      return "/{label}/{name}-{profiles}.{extension}";
    case PathKind::file:
      return "/{name}/{profile}/{label}/**";
    case PathKind::health:
      return "/actuator/health";
    case PathKind::actuator:
      return "/actuator/**";
    case PathKind::cipher:
      return "/encrypt/**";
    case PathKind::monitor:
      return "/monitor";
    case PathKind::own:
      return "/-/**";
    case PathKind::unknown:
      break;
  }
  return "UNKNOWN";
}

RequestMeter::~RequestMeter() {
  for (auto& cell : cells_) {
    delete cell.load(std::memory_order_relaxed);
  }
}

void RequestMeter::record(PathKind path, MethodKind method, int status,
                          std::chrono::nanoseconds took) {
  const std::size_t at =
      (static_cast<std::size_t>(path) * methods + static_cast<std::size_t>(method)) *
          statuses.size() +
      index_of_status(status);
  Histogram* cell = cells_[at].load(std::memory_order_relaxed);
  if (cell == nullptr) {
    cell = new Histogram();
    cells_[at].store(cell, std::memory_order_release);
  }
  cell->record(took);
}

void RequestMeter::record_watch(int status) {
  auto& counter = watches_[index_of_status(status)];
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

RequestMeter& RequestMeters::add() {
  const std::lock_guard lock(mutex_);
  return meters_.emplace_back();
}

void RequestMeters::write(FigureSink& out) const {
  std::map<std::size_t, Histogram::Reading> all;
  std::array<std::uint64_t, RequestMeter::statuses.size()> watches{};
  {
    const std::lock_guard lock(mutex_);
    for (const RequestMeter& meter : meters_) {
      meter.visit([&](std::size_t cell, const Histogram::Reading& read) { all[cell] += read; });
      for (std::size_t i = 0; i < watches.size(); ++i) {
        watches[i] += meter.watches(i);
      }
    }
  }
  out.family(requests_name, "histogram", "time from a request's last byte to its answer");
  for (const auto& [cell, reading] : all) {
    const int status = RequestMeter::statuses[cell % RequestMeter::statuses.size()];
    const std::size_t rest = cell / RequestMeter::statuses.size();
    const std::string status_words = status_text(status);
    reading.write(out, requests_name,
                  {{"method", method_text(static_cast<MethodKind>(rest % RequestMeter::methods))},
                   {"uri", template_of(static_cast<PathKind>(rest / RequestMeter::methods))},
                   {"status", status_words},
                   {"outcome", outcome_text(status)}});
  }
  write_watches(out, watches);
  if (calls_ != nullptr) {
    calls_->write(out);
  }
}

}  // namespace cairn::observe
