// Outbox: the destinations that have to be told something, until the broker has confirmed it.
//
// Of one destination there is one entry, however often it has something new: who refreshes once
// gets everything. When too many wait, one entry for everybody takes the place of all. So it is
// bounded, and nobody is forgotten.
//
// Thread-safety: guarded by its owner. Cost: logarithmic in what waits.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cairn::bus {

class Outbox {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Entry {
    std::string destination;
    // What there is to tell, so that the same news have the same id on every replica; empty for
    // what somebody asked for, which has an id of its own.
    std::set<std::string> news;
    Time since;  // when the oldest of it came
  };

  explicit Outbox(std::size_t entries_max) : entries_max_(entries_max) {}

  void add(const std::string& destination, const std::set<std::string>& news, Time now);

  // The oldest entries, at most `count_max`. They are under way from then on: what comes for the
  // same destination is a new entry.
  [[nodiscard]] std::vector<Entry> take(std::size_t count_max);
  // What became of those: confirmed ones are remembered for repeat(); the others wait again.
  void confirmed(const std::vector<Entry>& entries, Time now);
  void failed(const std::vector<Entry>& entries);

  // Lets go of what was confirmed before `time`.
  void forget_before(Time time);
  // Everything that was confirmed and not forgotten waits once more.
  void repeat(Time now);

  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  // When the oldest that waits came; `now` for none.
  [[nodiscard]] Time oldest(Time now) const;
  // Entries that lost their place to one for everybody.
  [[nodiscard]] std::uint64_t merged() const { return merged_; }

 private:
  struct Waiting {
    std::set<std::string> news;
    Time since;
    std::uint64_t number = 0;  // in the order in which they came
  };
  struct Sent {
    std::set<std::string> news;
    Time at;
  };

  void put(const std::string& destination, const std::set<std::string>& news, Time since);
  void remember(const Entry& entry, Time now);

  const std::size_t entries_max_;
  std::map<std::string, Waiting> waiting_;
  std::map<std::uint64_t, std::string> order_;  // of waiting_
  std::map<std::string, Sent> sent_;
  std::uint64_t next_number_ = 0;
  std::uint64_t merged_ = 0;
};

// The id of the event that tells this: the same on every replica.
[[nodiscard]] std::string id_of_news(const std::string& destination,
                                     const std::set<std::string>& news);

}  // namespace cairn::bus
