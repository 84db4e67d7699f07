// ConnectionLimits: how many connections there are, in all and from one address. Shared by the
// network threads, and asked only when a connection comes or goes.
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

  [[nodiscard]] Admission enter(const std::string& address);
  // Once for each enter() that did not say none.
  void leave(const std::string& address, Admission admission);

 private:
  const std::size_t total_max_;
  const std::size_t per_address_max_;
  const std::size_t reserve_max_;
  std::mutex mutex_;
  std::size_t total_ = 0;                                    // Guarded by mutex_.
  std::size_t reserve_ = 0;                                  // Guarded by mutex_.
  std::unordered_map<std::string, std::size_t> by_address_;  // Guarded by mutex_.
};

}  // namespace cairn::http
