// Echoes: which news other replicas of this server have told already, so that not everyone tells
// everybody the same.
//
// An event's id is made of its news: the same commit at the same label has the same id on every
// replica. So a replica that hears an id before it has looked at the remote knows what it need not
// say. It has to say it all the same when somebody read from it what it showed before the commit,
// after the others had told: that reader came too early, and nobody else would tell him again.
//
// Thread-safety: guarded by its owner. Cost: logarithmic; remembers `ids_max` ids for `life`.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace cairn::bus {

class Echoes {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Echoes(std::size_t ids_max = 4'096, std::chrono::seconds life = std::chrono::seconds(60))
      : ids_max_(ids_max), life_(life) {}

  void heard(const std::string& id, Time now);

  // Whether nobody needs to hear of it again; `last_read` is when somebody last read from the
  // repository that the news are of. An id counts once.
  [[nodiscard]] bool settled(const std::string& id, Time last_read, Time now);

 private:
  const std::size_t ids_max_;
  const std::chrono::seconds life_;
  std::map<std::string, Time> heard_;
  std::deque<std::string> order_;  // the oldest first; ids that counted may still be here
};

}  // namespace cairn::bus
