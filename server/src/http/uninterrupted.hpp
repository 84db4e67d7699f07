// Calls to the kernel that a signal may interrupt, on sockets that do not block.
//
// Thread-safety: pure functions, but for the thread's errno.
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

// Whether the call that has just failed would have had to wait.
inline bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace cairn::http
