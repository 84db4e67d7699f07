// Waiting for a descriptor, a deadline and a stop at once.
#include "fetch/patience.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <system_error>

namespace cairn::fetch {
namespace {

void wake(int descriptor) {
  const std::uint64_t one = 1;
  // It can only fail when it is readable already.
  [[maybe_unused]] const ssize_t written = ::write(descriptor, &one, sizeof one);
}

// For poll: rounded up, so that it never returns just before the time and spins.
int pause_until(Patience::Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Patience::Clock::now());
  return static_cast<int>(
      std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, std::numeric_limits<int>::max()));
}

}  // namespace

Patience::Patience(std::chrono::milliseconds limit, const std::stop_token& stop)
    : deadline_(Clock::now() + limit),
      stop_(stop),
      stopped_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      on_stop_(stop, [this] { wake(stopped_.number()); }) {}

Reached Patience::check_until(Clock::time_point end, const std::string& doing) const {
  if (stop_.stop_requested()) {
    return tl::unexpected(TransportFailure{TransportProblem::stopped, "stopped while " + doing});
  }
  if (Clock::now() >= end) {
    return tl::unexpected(
        TransportFailure{TransportProblem::timed_out, "the time was over while " + doing});
  }
  return {};
}

Reached Patience::check(const std::string& doing) const {
  return check_until(deadline_, doing);
}

Reached Patience::wait(int descriptor, short events, const std::string& doing,
                       std::optional<Clock::time_point> earlier) const {
  const auto end = earlier ? std::min(*earlier, deadline_) : deadline_;
  if (!stopped_.open()) {
    return tl::unexpected(TransportFailure{TransportProblem::not_connected,
                                           "out of file descriptors while " + doing});
  }
  for (;;) {
    // First, so that a peer that always has a byte ready does not outlast the deadline.
    if (auto still = check_until(end, doing); !still) {
      return still;
    }
    std::array<pollfd, 2> waits{{{descriptor, events, 0}, {stopped_.number(), POLLIN, 0}}};
    const int ready = ::poll(waits.data(), waits.size(), pause_until(end));
    if (ready < 0 && errno != EINTR) {
      return tl::unexpected(TransportFailure{
          TransportProblem::not_connected, doing + ": " + std::generic_category().message(errno)});
    }
    if (ready > 0 && waits[1].revents == 0) {
      return {};
    }
  }
}

}  // namespace cairn::fetch
