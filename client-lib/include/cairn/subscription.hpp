// Subscription: keeps a callback of a LiveConfig in place; when it goes, so does the callback.
//
// Thread-safety: as a std::unique_ptr: one thread at a time for one object.
// Ownership: may outlive its LiveConfig; it is without effect then.
#pragma once

#include <cstdint>
#include <memory>

#include "cairn/api.hpp"

namespace cairn {

namespace client {
class Deliveries;
}  // namespace client

class CAIRN_API Subscription {
 public:
  Subscription() = default;  // of nothing
  Subscription(Subscription&& other) noexcept;
  Subscription& operator=(Subscription&& other) noexcept;
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  ~Subscription() { cancel(); }

  // The callback is not called any more. One that runs in another thread is waited for, as
  // LiveConfig's destructor does; inside the callback itself it returns at once.
  void cancel() noexcept;

 private:
  friend class LiveConfig;
  Subscription(std::weak_ptr<client::Deliveries> deliveries, std::uint64_t id);

  std::weak_ptr<client::Deliveries> deliveries_;
  std::uint64_t id_ = 0;
};

}  // namespace cairn
