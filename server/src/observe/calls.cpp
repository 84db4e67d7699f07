// Counting calls, and telling of them.
#include "observe/calls.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace cairn::observe {
namespace {

constexpr std::string_view duration_name = "grpc_server_processing_duration_seconds";

constexpr std::array<std::string_view, 17> code_names{
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

std::string_view name_of(int code) {
  const auto at = static_cast<std::size_t>(code);
  return code >= 0 && at < code_names.size() ? code_names[at] : code_names[2];
}

std::string_view name_of(CallKind kind) {
  switch (kind) {
    case CallKind::get:
      return "Get";
    case CallKind::get_file:
      return "GetFile";
    case CallKind::watch:
      return "Watch";
    case CallKind::list_sources:
      break;
  }
  return "ListSources";
}

}  // namespace

void CallMeter::record(CallKind kind, int code, std::chrono::nanoseconds took) {
  const std::lock_guard lock(mutex_);
  ended_[{kind, code}].record(took);
}

void CallMeter::write(FigureSink& out) const {
  std::vector<std::pair<std::pair<CallKind, int>, Histogram::Reading>> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [call, histogram] : ended_) {
      all.emplace_back(call, histogram.read());
    }
  }
  out.family(duration_name, "histogram", "time from a call's beginning to its end");
  for (const auto& [call, reading] : all) {
    const bool stream = call.first == CallKind::watch;
    reading.write(out, duration_name,
                  {{"service", "cairn.v1.Config"},
                   {"method", name_of(call.first)},
                   {"methodType", stream ? "SERVER_STREAMING" : "UNARY"},
                   {"statusCode", name_of(call.second)}});
  }
  out.family("cairn_grpc_streams", "gauge", "Watch calls that are open");
  out.sample("cairn_grpc_streams", {}, static_cast<double>(streams_.load()));
}

}  // namespace cairn::observe
