// Failures: how often logins failed from an address, and whether it may try again.
//
// An address may fail `burst` times at once and regains one try every `interval`. What is counted
// for an IPv6 address is its network of 64 bits, which one client can have all addresses of.
//
// Thread-safety: all functions may be called from any thread. Memory: at most `addresses_max`
// entries; beyond it the one that failed longest ago goes.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cairn::auth {

class Failures {
 public:
  using Clock = std::chrono::steady_clock;

  Failures(std::size_t burst, std::chrono::milliseconds interval, std::size_t addresses_max)
      : burst_(burst), interval_(interval), addresses_max_(addresses_max) {}

  // How long the address has to wait before it may try; nullopt when it may now.
  [[nodiscard]] std::optional<std::chrono::seconds> wait(std::string_view address,
                                                         Clock::time_point now) const;
  // Other limits count from now on.
  void set_limits(std::size_t burst, std::chrono::milliseconds interval);
  // It failed.
  void add(std::string_view address, Clock::time_point now);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::string key;
    Clock::time_point paid_until;  // each failure moves it on by an interval
  };

  mutable std::mutex mutex_;
  std::size_t burst_;  // Guarded by mutex_, as the next one.
  std::chrono::milliseconds interval_;
  const std::size_t addresses_max_;
  std::list<Entry> entries_;  // Guarded by mutex_; the latest failure first.
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;  // Guarded by mutex_.
};

// What an address counts as: itself, or the first half of an IPv6 address.
[[nodiscard]] std::string counted_address(std::string_view address);

}  // namespace cairn::auth
