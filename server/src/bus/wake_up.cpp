// See wake_up.hpp.
#include "bus/wake_up.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>

namespace cairn::bus {

WakeUp::WakeUp() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_.number() < 0) {
    throw std::system_error(errno, std::generic_category(), "eventfd");
  }
}

void WakeUp::ring() {
  // It can only fail when it rings already.
  [[maybe_unused]] const int rung = eventfd_write(descriptor_.number(), 1);
}

void WakeUp::take() {
  eventfd_t count = 0;
  [[maybe_unused]] const int taken = eventfd_read(descriptor_.number(), &count);
}

}  // namespace cairn::bus
