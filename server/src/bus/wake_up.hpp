// WakeUp: a descriptor that another thread makes readable, for who waits in poll().
//
// Thread-safety: ring() from any thread; the rest for the one that waits.
#pragma once

#include "base/descriptor.hpp"

namespace cairn::bus {

class WakeUp {
 public:
  WakeUp();

  [[nodiscard]] int descriptor() const { return descriptor_.number(); }
  void ring();
  // From here on it is not readable until it rings again.
  void take();

 private:
  base::Descriptor descriptor_;
};

}  // namespace cairn::bus
