// Refresher: keeps every repository up to date and publishes catalogs. One thread decides when to
// look at which remote; a small pool looks, with places that are given so that remotes that hang do
// not delay the others (look_order.hpp). Readers never wait for it unless they ask to.
//
// The repositories of the settings are here from the start. Those of addresses with placeholders
// come when they are first asked for; there is a limit of them, beyond which the one that was not
// read for longest goes. Names that nobody has a repository for never push out one that is there.
//
// Thread-safety: all functions may be called from any thread. Callbacks run on a thread of the pool
// or of the scheduler, or of the caller, and must be short.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/published.hpp"
#include "base/thread_pool.hpp"
#include "catalog/catalog.hpp"
#include "resolve/import_index.hpp"
#include "service/change_announcer.hpp"
#include "service/look.hpp"
#include "service/pin_request.hpp"
#include "service/repository_facts.hpp"
#include "service/repository_slot.hpp"
#include "source/source.hpp"

namespace cairn::service {

class Refresher {
 public:
  using Repository = ServedRepository;

  struct Options {
    bool background = true;                          // poll by timer; false: only when asked
    std::chrono::milliseconds poll_interval{5'000};  // of repositories whose refresh rate is 0
    // What nobody has read for so long is polled less (RepositorySlot::rests); 0: never.
    std::chrono::milliseconds unread_after{600'000};
    std::size_t concurrent_fetches_max = 4;
    std::size_t mirrors_max = 200;  // of addresses with placeholders; as many more may be absent
    // Called before a catalog is published after labels moved, on the fetching thread.
    std::function<void(const catalog::Repository&, const source::FetchReport&)> before_publish;
    // Called after labels moved, or pins moved them, and that is served; null for nobody. On the
    // fetching thread, that of the pin's asker, or the scheduler.
    std::function<void(const ChangeNews&)> changed;
    // Opens the mirror of an address with placeholders, without the network.
    std::function<Result<Repository>(const catalog::RepositoryRef&)> open;
  };

  using Look = service::Look;
  using Done = std::function<void(const Look&)>;
  using Refs = std::vector<catalog::RepositoryRef>;

  Refresher(std::shared_ptr<const catalog::Layout> layout, std::vector<Repository> repositories,
            std::shared_ptr<catalog::Documents> documents, Options options);
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

  // Whether look() with this reason would look at one of these remotes now.
  [[nodiscard]] bool needed(LookReason reason, const Refs& refs) const;

  // Looks at those of the remotes that the reason makes due, in a look that begins after this call;
  // whoever asks meanwhile shares it. Repositories that are not here yet are opened first, on the
  // calling thread, which touches the disk. `done` is called once: after the looks, or at
  // `deadline`, or at once when no look is needed.
  void look(LookReason reason, const Refs& refs, SteadyTime deadline, Done done);
  // The same for all repositories that are here.
  void look_at_all(LookReason reason, SteadyTime deadline, Done done);
  // The same for the one with this id. Errors: not_found when there is none; then `done` is not
  // called.
  [[nodiscard]] Result<void> look_at_one(LookReason reason, const std::string& id,
                                         SteadyTime deadline, Done done);

  // Somebody told of a push to one of these addresses: looks at those repositories soon, at all
  // where none is meant. At most once a second each, and once more for news during a look. `done`
  // is called once: when these looks are over, or at `deadline`.
  void announce(const std::vector<std::string>& addresses, SteadyTime deadline = SteadyTime::max(),
                Done done = nullptr);

  // Pins a label, from now on and after a restart; unpins it. To be called by one thread at a time,
  // for it touches the disk. Errors: not_found (no such repository or label, no such pin),
  // invalid_argument (the label is a commit id; the repository has to be named),
  // failed_precondition (its mirror has no such commit; directories have no labels; too many pins),
  // internal.
  [[nodiscard]] Result<PinnedLabel> pin(const PinRequest& request);
  [[nodiscard]] Result<PinnedLabel> unpin(const UnpinRequest& request);

  // Whether there is a state of any repository, or an address with placeholders, whose repositories
  // come when they are read.
  [[nodiscard]] bool serves_anything() const;

  // In the order of their ids; the first `labels_max` labels of each. Touches the disk.
  [[nodiscard]] std::vector<RepositoryFacts> status(std::size_t labels_max) const;

  // What is counted of a repository, since the start where it grows.
  struct Numbers {
    std::string id;
    std::int64_t last_success_unix = 0;  // 0: never
    bool up = true;                      // the last look succeeded, or there was none
    std::size_t pins = 0;
    std::uint64_t looks = 0;
    std::uint64_t failed_looks = 0;
    std::uint64_t moved_labels = 0;
    std::chrono::nanoseconds time_of_looks{0};
    std::size_t refused = 0;  // commits that labels ought to lead to now
  };
  // In the order of their ids.
  [[nodiscard]] std::vector<Numbers> numbers() const;

  // Unix seconds of the oldest last success that is too long ago (three poll intervals; in request
  // freshness: when the last look failed), else 0.
  [[nodiscard]] std::int64_t stale_since() const;

 private:
  using SlotPtr = std::shared_ptr<RepositorySlot>;
  using Waiters = RepositorySlot::Waiters;

  // Guarded by mutex_, as their callers hold it.
  void start_looks(SteadyTime now);
  void start(const SlotPtr& slot);
  void fill(const SlotPtr& slot, Repository repository);
  void note_outcome(RepositorySlot& slot, const Result<source::FetchReport>& report);
  [[nodiscard]] static bool is_to_be_told(const RepositorySlot& slot);
  void audit(const RepositorySlot& slot, const source::FetchReport& report) const;
  void mark_pinned(const RepositorySlot& slot, std::vector<LabelChange>& changes) const;
  void turn_away(RepositorySlot& slot, Waiters& finished);
  [[nodiscard]] double chance();
  void publish(bool answers_may_change);
  void expire(SteadyTime now, Waiters& expired);
  [[nodiscard]] SteadyTime next_wake(SteadyTime now) const;
  void join(const SlotPtr& slot, const std::shared_ptr<LookInProgress>& look, SteadyTime now);
  void take_over(const SlotPtr& slot, Repository opened, Waiters& served);
  [[nodiscard]] bool make_room(bool fetched);

  // What is needed of a repository to change its pins.
  struct PinPlace {
    SlotPtr slot;
    std::shared_ptr<Mirror> mirror;
    std::shared_ptr<const source::Snapshot> snapshot;  // without pins; never null
    source::Pins pins;
  };
  [[nodiscard]] Result<PinPlace> pin_place(const std::optional<std::string>& repository,
                                           const std::string& pinned_label) const;
  [[nodiscard]] Result<void> set_pins(const PinPlace& place, source::Pins pins);
  // The pins of a repository were exchanged for others over this snapshot, which may be null.
  struct PinsMove {
    SlotPtr slot;
    std::shared_ptr<const source::Snapshot> snapshot;
    source::Pins before;
    source::Pins after;
  };
  [[nodiscard]] std::vector<PinsMove> drop_pins_that_are_over();  // Guarded by mutex_.

  void look_at(const std::vector<SlotPtr>& slots, const std::shared_ptr<LookInProgress>& look);
  [[nodiscard]] Result<SlotPtr> slot_of(const catalog::RepositoryRef& ref);
  [[nodiscard]] Result<void> open(const SlotPtr& slot, const catalog::RepositoryRef& ref);
  void hint(const std::string& id);
  void schedule();
  void fetch(const SlotPtr& slot);
  // Tells of labels that moved, from one snapshot to the next.
  void tell_of(const RepositorySlot& slot, const source::Snapshot& before,
               const source::Snapshot& after, const source::FetchReport& report);
  // The same of labels that pins moved.
  void tell_of_pins(const PinsMove& move);
  [[nodiscard]] ChangeNews news_of(const RepositorySlot& slot, const source::Snapshot& before,
                                   const source::Snapshot& after,
                                   const source::FetchReport& report);
  [[nodiscard]] bool absorb(const SlotPtr& slot, const Result<source::FetchReport>& report);
  void finish(const SlotPtr& slot, const Result<source::FetchReport>& report,
              const RepositoryLook& found);

  const Options options_;
  const RepositorySlot::Rhythm rhythm_;
  const std::shared_ptr<const catalog::Layout> layout_;
  const std::shared_ptr<catalog::Documents> documents_;
  resolve::ImportIndex imports_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t places_ = 0;                        // looks at once; set before any thread runs
  SteadyTime place_opens_ = SteadyTime::max();    // Guarded by mutex_: for a look that waits.
  std::map<std::string, SlotPtr> slots_;          // Guarded by mutex_, with what they hold.
  std::function<void(std::uint64_t)> published_;  // Guarded by mutex_.
  std::vector<std::shared_ptr<Mirror>> retired_;  // Guarded by mutex_: to be dropped outside it.
  base::Published<catalog::Catalog> catalog_;
  std::atomic<std::uint64_t> generation_{0};
  bool stopped_ = false;                              // Guarded by mutex_.
  std::minstd_rand chances_{std::random_device()()};  // Guarded by mutex_.
  // Sources may live longer than the refresher, in a catalog that somebody keeps.
  struct HintGate {
    std::mutex mutex;
    Refresher* refresher = nullptr;  // Guarded by mutex; null when it has stopped.
  };
  const std::shared_ptr<HintGate> hints_ = std::make_shared<HintGate>();
  std::stop_source stopping_;
  std::unique_ptr<base::ThreadPool> fetchers_;
  std::thread scheduler_;
};

}  // namespace cairn::service
