// Proxy: what becomes of one request: a route, its filters, an upstream, another one if the first
// fails, and an answer.
//
// Thread-safety: answer() may be called from several threads at once.
// Ownership: the LiveRoutes have to outlive it.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "filters.hpp"
#include "listener.hpp"
#include "live_routes.hpp"

namespace gateway {

struct ProxyCounters {
  std::atomic<std::size_t> requests{0};
  std::atomic<std::size_t> refused{0};  // by the gateway itself: no route, filters, sizes
  std::atomic<std::size_t> retries{0};
  std::atomic<std::size_t> failed{0};  // no upstream answered: 502, 503, 504
};

class Proxy {
 public:
  explicit Proxy(const LiveRoutes& routes) : routes_(routes) {}

  // 400 for a path that has no clear meaning, 404 without a route, what filters answer, 413 for a
  // body that is too large; 503 if no host could be connected to, 504 if the last one was too slow,
  // 502 if it broke off or said too much; else the upstream's answer.
  [[nodiscard]] Outgoing answer(Incoming& incoming);

  [[nodiscard]] const ProxyCounters& counters() const { return counters_; }

 private:
  Outgoing forward(const RouteTable& table, const Route& route, Incoming& incoming, Message message,
                   const std::string& id);

  const LiveRoutes& routes_;
  RateLimits limits_;
  ProxyCounters counters_;
  std::atomic<std::size_t> turn_{0};  // whose turn of the hosts it is
};

// Whether a request may be sent again when nobody knows what became of it (RFC 9110, 9.2.2).
[[nodiscard]] bool is_idempotent(std::string_view method);

}  // namespace gateway
