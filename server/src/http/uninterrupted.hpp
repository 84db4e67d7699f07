// Calls to the kernel that a signal may interrupt.
//
// Thread-safety: a pure function.
#pragma once

#include <sys/types.h>

#include <cerrno>

namespace cairn::http {

// Calls until no signal comes between.
template <typename Call>
ssize_t uninterrupted(const Call& call) {
  ssize_t result = call();
  while (result < 0 && errno == EINTR) {
    result = call();
  }
  return result;
}

}  // namespace cairn::http
