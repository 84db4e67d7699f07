// Refresher: keeps every repository up to date and publishes catalogs. One thread decides when to
// look at which remote; a small pool looks. Readers never wait for it unless they ask to.
//
// Thread-safety: all functions may be called from any thread. Callbacks run on a thread of the pool
// or of the scheduler and must be short.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/published.hpp"
#include "base/thread_pool.hpp"
#include "catalog/catalog.hpp"
#include "source/source.hpp"

namespace cairn::service {

using SteadyTime = std::chrono::steady_clock::time_point;

// Why a look at the remotes is wanted; it decides whether one is needed.
enum class LookReason {
  read,           // request freshness: before an answer, as often as the refresh rate says
  unknown_label,  // background freshness: perhaps it was pushed a moment ago; once a second at most
  first_fetch,    // nothing was ever fetched
  asked,          // an operator or webhook; a positive refresh rate still holds
  forced,         // an operator who means it
};

class Refresher {
 public:
  struct Repository {
    std::shared_ptr<const catalog::RepositorySettings> settings;
    std::unique_ptr<source::Source> source;
    std::chrono::seconds refresh_rate{
        0};  // 0: see Options; above: at most that often; below: never by itself
  };

  struct Options {
    bool background = true;                          // poll by timer; false: only when asked
    std::chrono::milliseconds poll_interval{5'000};  // of repositories whose refresh rate is 0
    std::size_t concurrent_fetches_max = 4;
    // Called before a catalog is published after labels moved, on the fetching thread.
    std::function<void(const catalog::Repository&, const source::FetchReport&)> before_publish;
  };

  // What became of a look. `looked` is false when none was needed.
  struct Look {
    bool looked = false;
    bool in_time = true;  // false: the deadline passed first; the look goes on
    std::string error;    // "" on success
    std::size_t moved_labels = 0;
  };
  using Done = std::function<void(const Look&)>;

  Refresher(std::vector<Repository> repositories, std::shared_ptr<catalog::Documents> documents,
            Options options);
  ~Refresher();
  Refresher(const Refresher&) = delete;
  Refresher& operator=(const Refresher&) = delete;

  // Ends the fetches that run; callbacks that wait, or are given later, get an error. The last
  // catalog stays. Called once, by the owner.
  void stop();

  // `published` is called after each publication from now on, on the thread that published, with a
  // generation that is at least the new one.
  void on_publication(std::function<void(std::uint64_t)> published);

  [[nodiscard]] std::shared_ptr<const catalog::Catalog> catalog() const {
    return catalog_.current();
  }
  [[nodiscard]] std::uint64_t generation() const {
    return generation_.load(std::memory_order_acquire);
  }

  // Whether look() with this reason would look at a remote now.
  [[nodiscard]] bool needed(LookReason reason) const;

  // Looks at every remote that the reason makes due, in a look that begins after this call; whoever
  // asks meanwhile shares it. `done` is called once: after it, or at `deadline`, or at once when no
  // look is needed.
  void look(LookReason reason, SteadyTime deadline, Done done);

  struct Status {
    std::string uri;
    std::int64_t last_success_unix = 0;  // 0: never
    std::string last_error;              // "" after a success
  };
  [[nodiscard]] std::vector<Status> status() const;

  // Unix seconds of the last success when that is too long ago (three poll intervals; in request
  // freshness: when the last look failed), else 0. One atomic load per repository.
  [[nodiscard]] std::int64_t stale_since() const;

 private:
  using Waiters = std::vector<std::shared_ptr<struct LookInProgress>>;

  struct Slot {
    Repository repository;
    bool running = false;
    bool fetched = false;   // there is a state to serve
    SteadyTime due;         // of the timer; max() for none
    SteadyTime not_before;  // the earliest next look that an unknown label may start
    SteadyTime last_success_steady;
    bool ever_looked_well = false;
    unsigned failures = 0;
    std::string last_error;
    Waiters waiting;  // for the next look
    Waiters flying;   // for the one that runs
    std::atomic<std::int64_t> last_success_unix{0};
    std::atomic<std::int64_t> last_success_ms{0};  // steady clock
    std::atomic<bool> failing{false};
  };

  [[nodiscard]] bool slot_needs_look(const Slot& slot, LookReason reason, SteadyTime now) const;
  void schedule();
  void start(Slot& slot);
  void fetch(Slot& slot);
  void note_outcome(Slot& slot, const Result<source::FetchReport>& report);
  void publish();
  void expire(SteadyTime now, std::vector<std::shared_ptr<LookInProgress>>& expired);
  [[nodiscard]] SteadyTime next_wake(SteadyTime now) const;
  [[nodiscard]] std::chrono::milliseconds interval_of(const Slot& slot) const;

  const Options options_;
  const std::shared_ptr<catalog::Documents> documents_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::unique_ptr<Slot>>
      slots_;  // The list never changes; what it holds is guarded by mutex_.
  std::function<void(std::uint64_t)> published_;  // Guarded by mutex_.
  base::Published<catalog::Catalog> catalog_;
  std::atomic<std::uint64_t> generation_{0};
  bool stopped_ = false;  // Guarded by mutex_.
  std::stop_source stopping_;
  std::unique_ptr<base::ThreadPool> fetchers_;
  std::thread scheduler_;
};

}  // namespace cairn::service
