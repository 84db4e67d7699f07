// See supervisor.hpp.
#include "cli/supervisor.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace cairn::cli {

Supervisor::Supervisor(SupervisorPlan plan, const Events& events, Environment environment)
    : plan_(std::move(plan)), events_(events), environment_(std::move(environment)) {}

const std::vector<int>& Supervisor::signals() {
  static const std::vector<int> signals = {SIGCHLD, SIGHUP,  SIGINT,  SIGQUIT,
                                           SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
  return signals;
}

Result<int> Supervisor::run(std::vector<std::string> environment) {
  if (auto started = start(std::move(environment)); !started) {
    return fail(std::move(started).error());
  }
  for (;;) {
    const auto event = events_.next(kill_at_);
    if (!event) {
      return fail(event.error());
    }
    if (event->kind == Event::Kind::bell) {
      take_change();
    } else if (event->kind == Event::Kind::time) {
      kill_late();
    } else if (event->signal != SIGCHLD) {
      take_signal(*event);
    } else if (const auto status = reap()) {
      if (!stopping_ || ending_) {
        return exit_code_of(*status);
      }
      if (plan_.own_group) {
        ::kill(-child_, SIGKILL);  // what it left behind would be in the way of the next
      }
      auto next = environment_();
      if (auto started = start(next ? *std::move(next) : std::move(next_)); !started) {
        return fail(std::move(started).error());
      }
    }
  }
}

Result<void> Supervisor::start(std::vector<std::string> environment) {
  stopping_ = false;
  kill_at_.reset();
  present_ = std::move(environment);
  const auto child = start_child({plan_.command, present_, plan_.own_group, events_.mask_before()});
  if (!child) {
    return fail(child.error());
  }
  child_ = *child;
  return {};
}

void Supervisor::take_signal(const Event& event) {
  const int signal = event.signal;
  ending_ = ending_ || signal == SIGTERM || signal == SIGINT || signal == SIGQUIT;
  if (plan_.own_group || !event.from_terminal) {
    send(signal, false);
  }
}

void Supervisor::take_change() {
  if (ending_ || stopping_) {
    return;  // the newest values are taken at the start
  }
  auto next = environment_();
  if (!next || *next == present_) {
    return;
  }
  if (plan_.signal_on_change == 0) {
    next_ = *std::move(next);
    stop();
    return;
  }
  note(plan_.output,
       std::string("the configuration changed: sending ") + ::strsignal(plan_.signal_on_change));
  present_ = *std::move(next);
  send(plan_.signal_on_change, false);
}

void Supervisor::stop() {
  note(plan_.output, "the configuration changed: starting '" + plan_.command.front() + "' again");
  stopping_ = true;
  kill_at_ = Events::Clock::now() + plan_.grace;
  send(SIGTERM, false);
}

void Supervisor::kill_late() {
  kill_at_.reset();
  note(plan_.output, "'" + plan_.command.front() + "' does not end: killing it");
  send(SIGKILL, true);
}

std::optional<int> Supervisor::reap() const {
  std::optional<int> ended;
  for (;;) {
    int status = 0;
    const pid_t id = ::waitpid(-1, &status, WNOHANG);
    if (id < 0 && errno == EINTR) {
      continue;
    }
    if (id <= 0) {
      return ended;
    }
    if (id == child_) {
      ended = status;
    }
  }
}

void Supervisor::send(int signal, bool to_all) const {
  // The child is not waited for yet, so its number is nobody else's.
  ::kill(to_all && plan_.own_group ? -child_ : child_, signal);
}

}  // namespace cairn::cli
