// Storefront: what the service does, as its configuration says at this moment.
//
// Thread-safety: all functions may be called from several threads at once.
// Ownership: the LiveConfig must outlive it.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "cairn/live_config.hpp"

class Storefront {
 public:
  explicit Storefront(cairn::LiveConfig& live);

  // Whether one more request may come in this second.
  [[nodiscard]] bool admit();
  [[nodiscard]] std::string banner() const;
  [[nodiscard]] std::string checkout();
  // For operators: how it follows the configuration, and what is wrong.
  [[nodiscard]] std::string status() const;

 private:
  void apply();

  cairn::LiveConfig& live_;
  std::mutex mutex_;  // guards what follows
  int requests_per_second_ = 10;
  bool express_ = false;
  std::chrono::steady_clock::time_point second_;
  int admitted_ = 0;
  std::vector<cairn::Subscription> subscriptions_;  // ends first: they call this object
};
