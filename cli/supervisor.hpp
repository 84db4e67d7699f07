// Supervisor: keeps one program running with the newest variables, and ends as it does.
//
//   - Signals that are sent to cairn go on to the program. Those of a terminal reach it by
//     themselves where it shares cairn's process group: see own_group.
//   - On a change the program is started again (SIGTERM, after the grace SIGKILL), or gets a
//   signal.
//   - When the program ends by itself, so does cairn, with its exit code. After SIGTERM, SIGINT or
//     SIGQUIT nothing is started again.
//
// Thread-safety: for the main thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "cli/child.hpp"
#include "cli/events.hpp"
#include "cli/output.hpp"

namespace cairn::cli {

struct SupervisorPlan {
  std::vector<std::string> command;
  int signal_on_change = 0;  // 0: start it again
  std::chrono::milliseconds grace{10'000};
  // A group of its own, whose rest is killed before a new start; at a terminal none, so that the
  // program can read from it and is stopped and interrupted by it.
  bool own_group = false;
  Output output;
};

class Supervisor {
 public:
  // The environment for the program as it is now; none if it cannot be used, which was told.
  using Environment = std::function<std::optional<std::vector<std::string>>()>;

  // `events` must have the signals of signals() and rings when there may be a new environment.
  Supervisor(SupervisorPlan plan, const Events& events, Environment environment);

  [[nodiscard]] static const std::vector<int>& signals();

  // Runs the program with this environment until it ends. Gives cairn's exit code.
  // Errors: those of start_child, of the first start and of others.
  [[nodiscard]] Result<int> run(std::vector<std::string> environment);

 private:
  [[nodiscard]] Result<void> start(std::vector<std::string> environment);
  void take_signal(const Event& event);
  void take_change();
  void stop();
  void kill_late();
  // The status of the program if it ended; reaps everybody else's children too.
  [[nodiscard]] std::optional<int> reap() const;
  void send(int signal, bool to_all) const;

  SupervisorPlan plan_;
  const Events& events_;
  Environment environment_;
  std::vector<std::string> present_;  // what it was started with, or told of
  std::vector<std::string> next_;     // what it is stopped for
  pid_t child_ = -1;
  bool ending_ = false;
  bool stopping_ = false;  // to be started again
  std::optional<Events::Clock::time_point> kill_at_;
};

}  // namespace cairn::cli
