// Monitor: what stands behind POST /monitor, where Git hosts tell of pushes. A notification that
// proves to come from its host names the services that it may be about; it changes nothing itself.
//
// Thread-safety: all functions may be called from any thread. Ownership: has one thread of its own,
// since a body of a megabyte takes its time; the destructor answers what waits.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <regex>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "base/thread_pool.hpp"
#include "hooks/notification.hpp"
#include "hooks/provider.hpp"

namespace cairn::hooks {

// spring.cloud.config.server.monitor.*
struct Options {
  struct Host {
    bool enabled = true;   // false: its notifications are nobody's
    base::Secret secret;   // empty: its notifications are refused
    bool validate = true;  // false: the same as without a secret
  };
  std::array<Host, all_providers.size()> hosts;  // in the order of all_providers
  bool check = true;  // false: whoever may ask at all may notify, and is believed
  std::size_t paths_max = 20;
  std::size_t dashes_max = 20;
  std::vector<std::regex> ignored;  // of whole paths
  std::size_t waiting_max = 64;     // notifications; more are answered 429
};

struct Verdict {
  // 200; 403 for no proof; 400 and 415 as the reference; 405 for another method than POST; 429.
  int status = 200;
  std::string reason;                  // of a refusal, for the log
  std::vector<std::string> services;   // of 200; "*" is everybody
  std::vector<std::string> addresses;  // of 200: see Changes
};

class Monitor {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;

  explicit Monitor(Options options, Clock clock = std::chrono::system_clock::now);

  // Whether a body is worth gathering: some host with a secret has sent it, or nothing is checked.
  [[nodiscard]] bool wants_body(const Notification& head) const;
  [[nodiscard]] bool checks() const { return options_.check; }

  // The verdict itself, on this thread.
  [[nodiscard]] Verdict judge(const Notification& notification, bool posted) const;
  // `done` is called once, perhaps on the monitor's thread.
  void take(Notification notification, bool posted, std::function<void(Verdict)> done);

 private:
  [[nodiscard]] Verdict refusal(const Notification& notification) const;
  [[nodiscard]] bool is_ignored(const std::string& path) const;

  const Options options_;
  const Clock clock_;
  base::ThreadPool thread_;
};

}  // namespace cairn::hooks
