// ChangeAnnouncer: who tells other programs that their configuration may have changed. The room
// `bus` is one; without it nobody is told.
//
// Thread-safety: all functions may be called from any thread. They never wait for anybody.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "service/figure.hpp"
#include "service/look.hpp"

namespace cairn::service {

// What a look or a pin moved in one repository, once it is served.
struct ChangeNews {
  std::string uri;  // of the repository, without credentials: the same on every replica
  // Of each label whom that concerns: by what is in the files, not by their names alone.
  std::vector<LabelChange> changes;
  SteadyTime last_read;  // when somebody last read from the repository before that
  // By a pin, which is of this replica: what others tell of the same commit was about another time.
  bool here_alone = false;
};

// How it stands with the broker, for health.
struct BrokerHealth {
  std::string name;  // of the component: "rabbit"
  bool up = false;
  std::string version;
  std::string place;
  std::string error;        // while it is down
  std::size_t waiting = 0;  // destinations that were not told yet
};

class ChangeAnnouncer {
 public:
  virtual ~ChangeAnnouncer() = default;

  // Whether guessed() is of any use.
  [[nodiscard]] virtual bool wants_guesses() const = 0;

  virtual void changed(const ChangeNews& news) = 0;
  // A webhook was about these services, and the look that it asked for is over.
  virtual void guessed(const std::vector<std::string>& services) = 0;
  // An operator wants others to refresh; nullopt for all of them.
  virtual void refresh_others(const std::optional<std::string>& destination) = 0;
  virtual void change_environment(const std::optional<std::string>& destination,
                                  const std::string& name, const std::string& value) = 0;

  [[nodiscard]] virtual std::vector<Figure> figures() const = 0;
  [[nodiscard]] virtual BrokerHealth health() const = 0;
};

}  // namespace cairn::service
