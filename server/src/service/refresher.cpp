// The schedule of looks at remotes, and the publication of what they found.
#include "service/refresher.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/log.hpp"

namespace cairn::service {

// One call of look(): done when the last of its repositories was looked at, or at its deadline.
struct LookInProgress {
  Refresher::Done done;
  SteadyTime deadline;
  std::size_t left = 0;
  bool finished = false;
  Refresher::Look outcome;
};

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds unknown_label_spacing{1};
constexpr std::chrono::seconds retry_interval_max{60};

const base::Log& logger() {
  static const base::Log log("service.refresh");
  return log;
}

std::int64_t unix_now() {
  return duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t steady_ms(SteadyTime time) {
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::shared_ptr<const catalog::Catalog> empty_catalog(
    std::shared_ptr<catalog::Documents> documents) {
  auto first = std::make_shared<catalog::Catalog>();
  first->documents = std::move(documents);
  return first;
}

}  // namespace

Refresher::Refresher(std::vector<Repository> repositories,
                     std::shared_ptr<catalog::Documents> documents, Options options)
    : options_(std::move(options)),
      documents_(std::move(documents)),
      catalog_(empty_catalog(documents_)) {
  const SteadyTime now = steady_clock::now();
  for (Repository& repository : repositories) {
    auto slot = std::make_unique<Slot>();
    slot->fetched = repository.source->current() != nullptr;
    const bool timer =
        options_.background && (repository.refresh_rate.count() >= 0 || !slot->fetched);
    slot->due = timer ? now : SteadyTime::max();
    slot->not_before = now;
    slot->last_success_unix = repository.source->last_success_before();
    slot->repository = std::move(repository);
    slots_.push_back(std::move(slot));
  }
  publish();
  fetchers_ = std::make_unique<base::ThreadPool>(
      std::max<std::size_t>(1, std::min(options_.concurrent_fetches_max, slots_.size())),
      slots_.size() + 1);
  scheduler_ = std::thread([this] { schedule(); });
}

Refresher::~Refresher() {
  stop();
}

void Refresher::stop() {
  std::vector<std::shared_ptr<LookInProgress>> left;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      return;
    }
    stopped_ = true;
  }
  stopping_.request_stop();
  wake_.notify_all();
  scheduler_.join();
  fetchers_.reset();
  {
    const std::lock_guard lock(mutex_);
    expire(SteadyTime::max(), left);
  }
  for (const auto& look : left) {
    look->outcome.error = "the server is stopping";
    look->done(look->outcome);
  }
}

milliseconds Refresher::interval_of(const Slot& slot) const {
  const auto rate = slot.repository.refresh_rate;
  return rate.count() > 0 ? duration_cast<milliseconds>(rate) : options_.poll_interval;
}

bool Refresher::slot_needs_look(const Slot& slot, LookReason reason, SteadyTime now) const {
  if (reason == LookReason::forced || !slot.fetched) {
    return true;
  }
  const auto rate = slot.repository.refresh_rate;
  if (rate.count() > 0) {
    return !slot.ever_looked_well || now - slot.last_success_steady >= rate;
  }
  if (rate.count() < 0) {
    return reason == LookReason::asked;
  }
  return reason != LookReason::first_fetch;
}

bool Refresher::needed(LookReason reason) const {
  const SteadyTime now = steady_clock::now();
  const std::lock_guard lock(mutex_);
  return std::any_of(slots_.begin(), slots_.end(),
                     [&](const auto& slot) { return slot_needs_look(*slot, reason, now); });
}

void Refresher::look(LookReason reason, SteadyTime deadline, Done done) {
  auto look = std::make_shared<LookInProgress>();
  look->done = std::move(done);
  look->deadline = deadline;
  bool nothing_to_do = false;
  {
    const SteadyTime now = steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      look->outcome.error = "the server is stopping";
    }
    for (const auto& slot : slots_) {
      if (!stopped_ && slot_needs_look(*slot, reason, now)) {
        // Who waits for the one clone waits for the one that runs.
        const bool joins = reason == LookReason::first_fetch && slot->running;
        (joins ? slot->flying : slot->waiting).push_back(look);
        if (reason != LookReason::unknown_label) {
          slot->not_before = std::min(slot->not_before, now);
        }
        ++look->left;
      }
    }
    nothing_to_do = look->left == 0;
    look->outcome.looked = !nothing_to_do;
    look->finished = nothing_to_do;
  }
  // Not look->finished: from here on that belongs to the threads that look.
  if (nothing_to_do) {
    look->done(look->outcome);
    return;
  }
  wake_.notify_all();
}

void Refresher::schedule() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const SteadyTime now = steady_clock::now();
    for (const auto& slot : slots_) {
      const bool asked = !slot->waiting.empty() && slot->not_before <= now;
      if (!slot->running && (asked || slot->due <= now)) {
        start(*slot);
      }
    }
    std::vector<std::shared_ptr<LookInProgress>> expired;
    expire(now, expired);
    if (!expired.empty()) {
      lock.unlock();
      for (const auto& look : expired) {
        look->done(look->outcome);
      }
      lock.lock();
      continue;
    }
    const SteadyTime wake = next_wake(now);
    if (wake == SteadyTime::max()) {
      wake_.wait(lock);
    } else {
      wake_.wait_until(lock, wake);
    }
  }
}

SteadyTime Refresher::next_wake(SteadyTime now) const {
  SteadyTime wake = SteadyTime::max();
  for (const auto& slot : slots_) {
    if (!slot->running) {
      wake = std::min(wake, slot->due);
      if (!slot->waiting.empty()) {
        wake = std::min(wake, std::max(slot->not_before, now));
      }
    }
    for (const auto* list : {&slot->waiting, &slot->flying}) {
      for (const auto& waiter : *list) {
        wake = std::min(wake, waiter->deadline);
      }
    }
  }
  return wake;
}

// Takes the looks whose deadline has passed out of all lists.
void Refresher::expire(SteadyTime now, std::vector<std::shared_ptr<LookInProgress>>& expired) {
  for (const auto& slot : slots_) {
    for (auto* list : {&slot->waiting, &slot->flying}) {
      std::erase_if(*list, [&](const auto& waiter) {
        if (waiter->deadline > now) {
          return false;
        }
        if (!waiter->finished) {
          waiter->finished = true;
          waiter->outcome.in_time = false;
          expired.push_back(waiter);
        }
        return true;
      });
    }
  }
}

void Refresher::start(Slot& slot) {
  slot.running = true;
  slot.due = SteadyTime::max();
  slot.not_before = steady_clock::now() + unknown_label_spacing;
  slot.flying = std::move(slot.waiting);
  slot.waiting.clear();
  Slot* target = &slot;
  // The queue holds one job per repository and each repository has at most one: never refused.
  [[maybe_unused]] const bool posted = fetchers_->post([this, target] { fetch(*target); });
  assert(posted);
}

void Refresher::fetch(Slot& slot) {
  const auto report = slot.repository.source->fetch(stopping_.get_token());
  if (report && report->changed && options_.before_publish) {
    options_.before_publish({slot.repository.settings, slot.repository.source->current()}, *report);
  }
  std::vector<std::shared_ptr<LookInProgress>> finished;
  std::function<void(std::uint64_t)> published;
  {
    const std::lock_guard lock(mutex_);
    note_outcome(slot, report);
    if (report && report->changed) {
      publish();
      published = published_;
    }
    for (const auto& waiter : slot.flying) {
      LookInProgress& look = *waiter;
      look.outcome.moved_labels += report ? report->moved.size() : 0;
      if (!report && look.outcome.error.empty()) {
        look.outcome.error = report.error().text();
      }
      if (--look.left == 0 && !look.finished) {
        look.finished = true;
        finished.push_back(waiter);
      }
    }
    slot.flying.clear();
    slot.running = false;
  }
  wake_.notify_all();
  if (published) {
    published(generation());
  }
  for (const auto& look : finished) {
    look->done(look->outcome);
  }
}

void Refresher::note_outcome(Slot& slot, const Result<source::FetchReport>& report) {
  const SteadyTime now = steady_clock::now();
  const std::string& uri = slot.repository.settings->uri;
  milliseconds pause = interval_of(slot);
  slot.fetched = slot.repository.source->current() != nullptr;
  if (report) {
    if (slot.failures > 0) {
      logger().info("remote is back", {{"uri", uri}, {"failures", std::to_string(slot.failures)}});
    }
    slot.failures = 0;
    slot.last_error.clear();
    slot.ever_looked_well = true;
    slot.last_success_steady = now;
    slot.last_success_unix = unix_now();
    slot.last_success_ms = steady_ms(now);
  } else {
    ++slot.failures;
    // A look that was ended because the server ends is no failure of the remote.
    if (slot.last_error != report.error().text() && !stopping_.stop_requested()) {
      slot.last_error = report.error().text();
      logger().warn("fetch failed", {{"uri", uri}, {"error", slot.last_error}});
    }
    // A remote that stays away is asked less and less often, but never less than once a minute
    // (or once an interval, where that is longer).
    const auto longest = std::max<milliseconds>(pause, retry_interval_max);
    pause = std::min<milliseconds>(longest, pause * (1U << std::min(slot.failures - 1, 6U)));
  }
  slot.failing = !report;
  const bool timer =
      options_.background && (slot.repository.refresh_rate.count() >= 0 || !slot.fetched);
  slot.due = timer ? now + pause : SteadyTime::max();
}

void Refresher::on_publication(std::function<void(std::uint64_t)> published) {
  const std::lock_guard lock(mutex_);
  published_ = std::move(published);
}

void Refresher::publish() {
  auto next = std::make_shared<catalog::Catalog>();
  next->generation = generation_.load(std::memory_order_relaxed) + 1;
  next->documents = documents_;
  for (const auto& slot : slots_) {
    next->repositories.push_back({slot->repository.settings, slot->repository.source->current()});
  }
  const std::uint64_t generation = next->generation;
  catalog_.publish(std::move(next));
  generation_.store(generation, std::memory_order_release);
}

std::vector<Refresher::Status> Refresher::status() const {
  const std::lock_guard lock(mutex_);
  std::vector<Status> all;
  for (const auto& slot : slots_) {
    all.push_back(
        {slot->repository.settings->uri, slot->last_success_unix.load(), slot->last_error});
  }
  return all;
}

std::int64_t Refresher::stale_since() const {
  const std::int64_t now = steady_ms(steady_clock::now());
  for (const auto& slot : slots_) {
    const std::int64_t limit = 3 * interval_of(*slot).count();
    const bool timer = options_.background && slot->repository.refresh_rate.count() >= 0;
    const bool late = timer ? now - slot->last_success_ms.load() > limit : true;
    if (slot->failing.load() && late) {
      return slot->last_success_unix.load();
    }
  }
  return 0;
}

}  // namespace cairn::service
