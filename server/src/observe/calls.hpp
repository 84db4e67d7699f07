// Calls of gRPC: how many ended how, how long they took, and how many streams are open.
//
// Thread-safety: all functions may be called from any thread. Cost: a mutex for each call's end.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <utility>

#include "observe/exposition.hpp"
#include "observe/histogram.hpp"

namespace cairn::observe {

// Those of the service cairn.v1.Config.
enum class CallKind { get, get_file, watch, list_sources };

class CallMeter {
 public:
  // A call ended with that code, as gRPC numbers them; a stream when it ended as a whole.
  void record(CallKind kind, int code, std::chrono::nanoseconds took);
  void stream_began() { ++streams_; }
  void stream_ended() { --streams_; }

  // grpc_server_processing_duration_seconds, named and labelled as Micrometer's, and
  // cairn_grpc_streams.
  void write(FigureSink& out) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<CallKind, int>, Histogram> ended_;  // Guarded by mutex_.
  std::atomic<std::size_t> streams_{0};
};

}  // namespace cairn::observe
