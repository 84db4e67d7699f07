// WatchCounters: how many clients wait for a change, and what became of those who were woken.
// Counted by whoever holds the clients, shown by GET /-/v1/status.
//
// Thread-safety: every number may be read and written from any thread; they are not one moment's.
// Cost: touched when a client begins or ends to wait or is woken, never by an ordinary read.
#pragma once

#include <atomic>
#include <cstdint>

namespace cairn::service {

struct WatchCounters {
  std::atomic<std::uint64_t> waiting{0};  // clients with Prefer: wait that wait now
  std::atomic<std::uint64_t> streams{0};  // event streams that are open now
  std::atomic<std::uint64_t> woken{0};    // clients that were woken by a change, ever
  std::atomic<std::uint64_t> useless{0};  // of these, who then had nothing new to be told
  std::atomic<std::uint64_t> cut_off{0};  // streams closed because their client did not read
};

}  // namespace cairn::service
