// RepositorySlot: one repository as the refresher keeps it: its source, when to look at it next,
// and who waits for that. The decisions are pure, so that they can be tested without threads.
//
// Thread-safety: guarded by the refresher's mutex; the contact is synchronised by itself.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "service/look.hpp"
#include "source/source.hpp"

namespace cairn::service {

// A repository with all that the refresher needs to know.
struct ServedRepository {
  std::string id;  // catalog::RepositoryRef::id
  std::shared_ptr<const catalog::RepositorySettings> settings;
  std::unique_ptr<source::Source> source;
  // 0: see Refresher::Options; above: at most that often; below: never by itself.
  std::chrono::seconds refresh_rate{0};
  std::chrono::milliseconds poll_interval{0};  // where the rate is 0; 0: that of all
  std::string host = {};       // of the remote: those of one host are likely to hang together
  source::Pins pins = {};      // with commits that the source keeps
  std::string pins_file = {};  // where pins are written down; "" where there can be none
  std::function<void()> remove = nullptr;  // deletes the mirror, out of whatever takes its place
};

// A source, and its files on disk: deleted with the last reference after give_up().
class Mirror {
 public:
  Mirror(std::unique_ptr<source::Source> source, std::function<void()> remove)
      : source_(std::move(source)), remove_(std::move(remove)) {}
  ~Mirror() {
    // Before its lock goes: whoever opens the same mirror anew must not lose it.
    if (given_up_ && remove_) {
      remove_();
    }
  }
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  [[nodiscard]] source::Source& source() const { return *source_; }
  void give_up() { given_up_ = true; }

 private:
  const std::unique_ptr<source::Source> source_;
  const std::function<void()> remove_;
  std::atomic<bool> given_up_{false};
};

struct RepositorySlot {
  using Waiters = std::vector<std::shared_ptr<LookInProgress>>;

  // How the refresher is run.
  struct Rhythm {
    bool background = true;
    std::chrono::milliseconds poll_interval{5'000};
    std::chrono::milliseconds unread_after{600'000};  // see rests(); 0: never
    // Applications are told of changes, and need not read to be read for; only repositories of
    // placeholders, of which there may be many, rest all the same.
    bool listeners = false;
  };

  std::string id;
  std::string uri;
  std::string host;
  bool of_placeholders = false;  // may go again
  std::shared_ptr<const catalog::RepositorySettings> settings;
  std::shared_ptr<Mirror> mirror;  // null while it is being opened
  std::shared_ptr<catalog::Contact> contact;
  std::chrono::seconds refresh_rate{0};
  std::chrono::milliseconds poll_interval{0};
  source::Pins pins;
  std::string pins_file;

  bool running = false;
  bool tidying = false;    // what ran has ended for those who waited; the mirror is put in order
  bool doubted = false;    // the look that runs began as one that is likely to hang
  bool hinted = false;     // its source saw a change that a look has not taken over
  bool announced = false;  // somebody told of a push after the last look began
  bool fetched = false;    // there is a state to serve
  bool mending = false;    // since the last change a look began because it cannot be read
  catalog::Missing missing = catalog::Missing::not_looked_at;
  SteadyTime due = SteadyTime::max();  // of the timer; max() for none
  SteadyTime asked_at;                 // when the first of those who wait came
  SteadyTime not_before;               // the earliest next look that keeps its distance
  SteadyTime held_off;                 // the remote asked to be left alone until then
  SteadyTime last_look_began;
  std::string_view trigger;  // why it began: see trigger_of_next()
  SteadyTime last_success;
  bool ever_looked_well = false;
  unsigned failures = 0;
  // Since the start.
  std::uint64_t looks = 0;
  std::uint64_t failed_looks = 0;
  std::uint64_t moved_labels = 0;
  std::chrono::nanoseconds time_of_looks{0};
  std::string last_error;
  Waiters waiting;  // for the next look
  Waiters flying;   // for the one that runs

  [[nodiscard]] bool idle() const {
    return mirror != nullptr && (!running || tidying) && waiting.empty() && flying.empty();
  }
  // The earliest next look for news that come without being asked for.
  [[nodiscard]] SteadyTime soon(SteadyTime now) const;
  // Whether it is looked at without being asked.
  [[nodiscard]] bool has_timer(const Rhythm& rhythm) const;
  // From one look to the next, when somebody reads it.
  [[nodiscard]] std::chrono::milliseconds interval(const Rhythm& rhythm) const;
  // Whether somebody who waits may have a look now.
  [[nodiscard]] bool asked(SteadyTime now) const { return !waiting.empty() && not_before <= now; }
  // Whether a look for this reason keeps no distance from the last one; true for damage once only,
  // until a look changes something.
  [[nodiscard]] bool begins_at_once(LookReason reason);
  // Whether a look is likely to hang: the last one failed, or there never was one that did not.
  [[nodiscard]] bool is_doubtful() const { return failures > 0 || !fetched; }
  // Whether the timer passes it over this time, since nobody reads it: catalog::Contact.
  [[nodiscard]] bool rests(const Rhythm& rhythm, SteadyTime now) const;
  // Why a look that begins now does, for the audit: "refresh", "notification", "read", "start" (the
  // first one), "file system" or "timer".
  [[nodiscard]] std::string_view trigger_of_next() const;
  [[nodiscard]] bool needs_look(LookReason reason, SteadyTime now) const;
  // When the timer is next due after a look that ended now. `chance`, from 0 to 1, spreads what
  // would else be due at the same time: up to a tenth later and, after a failure, up to half
  // sooner.
  [[nodiscard]] SteadyTime next_due(const Rhythm& rhythm, SteadyTime now, double chance = 0) const;

  [[nodiscard]] catalog::Repository shown() const;
};

}  // namespace cairn::service
