// See events.hpp: a signalfd and an eventfd.
#include "cli/events.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <string>
#include <system_error>

namespace cairn::cli {
namespace {

Failure failure(const char* doing) {
  return fail(ErrorCode::internal,
              std::string(doing) + ": " + std::generic_category().message(errno));
}

int milliseconds_until(std::optional<Events::Clock::time_point> until) {
  if (!until) {
    return -1;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Events::Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

}  // namespace

Result<Events> Events::open(const std::vector<int>& signals) {
  Events events;
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) {
    sigaddset(&set, signal);
  }
  if (const int reason = pthread_sigmask(SIG_BLOCK, &set, &events.before_); reason != 0) {
    errno = reason;
    return failure("blocking signals");
  }
  events.signals_ = base::Descriptor(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  events.bell_ = base::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!events.signals_.open() || !events.bell_.open()) {
    return failure("waiting for signals");
  }
  return events;
}

void Events::ring() const {
  const std::uint64_t one = 1;
  if (::write(bell_.number(), &one, sizeof one) < 0) {
    return;  // EAGAIN: it rings already
  }
}

Result<Event> Events::next(std::optional<Clock::time_point> until) const {
  for (;;) {
    std::array<pollfd, 2> waiting = {{{signals_.number(), POLLIN, 0}, {bell_.number(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), milliseconds_until(until));
    if (ready < 0 && errno != EINTR) {
      return failure("waiting");
    }
    signalfd_siginfo info{};
    if (ready > 0 && ::read(signals_.number(), &info, sizeof info) == sizeof info) {
      return Event{Event::Kind::signal, static_cast<int>(info.ssi_signo),
                   info.ssi_code == SI_KERNEL};
    }
    std::uint64_t rung = 0;
    if (ready > 0 && ::read(bell_.number(), &rung, sizeof rung) == sizeof rung) {
      return Event{Event::Kind::bell, 0, false};
    }
    if (ready == 0 && until && Clock::now() >= *until) {
      return Event{};
    }
  }
}

}  // namespace cairn::cli
