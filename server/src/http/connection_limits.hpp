// ConnectionLimits: how many connections there are, in all and from one address. Shared by the
// network threads, and asked only when a connection comes or goes; with trusted proxies and a limit
// for an address also when a request does.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace cairn::http {

enum class Admission {
  full,         // may ask for anything
  health_only,  // beyond a limit, within the reserve: health is answered, the rest is 503
  none,         // beyond the reserve: 503 at once
};

class ConnectionLimits {
 public:
  ConnectionLimits(std::size_t total_max, std::size_t per_address_max, std::size_t reserve)
      : total_max_(total_max), per_address_max_(per_address_max), reserve_max_(reserve) {}

  // `address` is what counts as one; "" for a proxy, which counts in all only.
  [[nodiscard]] Admission enter(const std::string& address);
  // Once for each enter() that did not say none.
  void leave(const std::string& address, Admission admission);

  // A request that a proxy brings, beside the connections of its client. False beyond the limit of
  // an address. Where that is no less than the limit in all, it can never be reached, and nothing
  // is counted.
  [[nodiscard]] bool enter_request(const std::string& address);
  // Once for each enter_request() that said true.
  void leave_request(const std::string& address);

 private:
  void leave_address(const std::string& address);

  const std::size_t total_max_;
  const std::size_t per_address_max_;
  const std::size_t reserve_max_;
  std::mutex mutex_;
  std::size_t total_ = 0;                                    // Guarded by mutex_.
  std::size_t reserve_ = 0;                                  // Guarded by mutex_.
  std::unordered_map<std::string, std::size_t> by_address_;  // Guarded by mutex_.
};

}  // namespace cairn::http
