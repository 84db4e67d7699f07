// The schedule of looks at remotes, and the publication of what they found.
#include "service/refresher.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/log.hpp"
#include "service/look_order.hpp"
#include "service/unix_time.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds unknown_label_spacing{1};
constexpr std::size_t spare_jobs = 16;
// Ends of pins are times of the wall clock, which may be set.
constexpr std::chrono::seconds clock_check_interval{10};

const base::Log& logger() {
  static const base::Log log("service.refresh");
  return log;
}

std::chrono::milliseconds until_end(const source::Pin& pin) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(std::chrono::seconds(pin.until) - now);
  return std::clamp<std::chrono::milliseconds>(left, std::chrono::milliseconds(0),
                                               clock_check_interval);
}

std::shared_ptr<const catalog::Catalog> empty_catalog(
    std::shared_ptr<const catalog::Layout> layout, std::shared_ptr<catalog::Documents> documents) {
  auto first = std::make_shared<catalog::Catalog>();
  first->layout = std::move(layout);
  first->documents = std::move(documents);
  return first;
}

}  // namespace

Refresher::Refresher(std::shared_ptr<const catalog::Layout> layout,
                     std::vector<Repository> repositories,
                     std::shared_ptr<catalog::Documents> documents, Options options)
    : options_(std::move(options)),
      rhythm_{options_.background, options_.poll_interval, options_.unread_after,
              options_.changed != nullptr},
      layout_(std::move(layout)),
      documents_(std::move(documents)),
      imports_(documents_),
      catalog_(empty_catalog(layout_, documents_)) {
  hints_->refresher = this;
  for (Repository& repository : repositories) {
    auto slot = std::make_shared<RepositorySlot>();
    slot->id = repository.id;
    fill(slot, std::move(repository));
    slots_.emplace(slot->id, slot);
  }
  publish(true);
  // Of the repositories each has one job at most: none is ever refused.
  const std::size_t jobs_max = slots_.size() + 2 * options_.mirrors_max + spare_jobs;
  const std::size_t threads = options_.open
                                  ? options_.concurrent_fetches_max
                                  : std::min(options_.concurrent_fetches_max, slots_.size());
  places_ = std::max<std::size_t>(1, threads);
  const bool enough = !options_.open && slots_.size() <= places_;
  fetchers_ = std::make_unique<base::ThreadPool>(enough ? places_ : 2 * places_, jobs_max);
  scheduler_ = std::thread([this] { schedule(); });
}

Refresher::~Refresher() {
  stop();
}

void Refresher::stop() {
  Waiters left;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      return;
    }
    stopped_ = true;
  }
  {
    const std::lock_guard lock(hints_->mutex);
    hints_->refresher = nullptr;
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

// A repository that was opened as the process before left it.
void Refresher::fill(const SlotPtr& filled, Repository repository) {
  const SteadyTime now = steady_clock::now();
  RepositorySlot& slot = *filled;
  slot.uri = repository.settings->uri;
  slot.host = std::move(repository.host);
  slot.settings = std::move(repository.settings);
  slot.refresh_rate = repository.refresh_rate;
  slot.poll_interval = repository.poll_interval;
  slot.pins = std::move(repository.pins);
  slot.pins_file = std::move(repository.pins_file);
  const std::int64_t last_success = repository.source->last_success_before();
  if (rhythm_.background && slot.refresh_rate.count() >= 0) {
    repository.source->on_hint([hints = hints_, id = slot.id] {
      const std::lock_guard lock(hints->mutex);
      if (hints->refresher != nullptr) {
        hints->refresher->hint(id);
      }
    });
  }
  slot.mirror =
      std::make_shared<Mirror>(std::move(repository.source), std::move(repository.remove));
  slot.fetched = slot.mirror->source().current() != nullptr;
  // What is looked at by itself is late after three intervals.
  const bool timer = rhythm_.background && slot.refresh_rate.count() >= 0;
  slot.contact = std::make_shared<catalog::Contact>(
      timer ? 3 * slot.interval(rhythm_) : std::chrono::milliseconds(0), last_success);
  slot.contact->note_read(now);
  slot.due = slot.has_timer(rhythm_) ? now : SteadyTime::max();
  slot.not_before = now;
}

// A source saw something change.
void Refresher::hint(const std::string& id) {
  {
    const std::lock_guard lock(mutex_);
    const auto slot = slots_.find(id);
    if (slot == slots_.end()) {
      return;
    }
    slot->second->hinted = true;
    if (!slot->second->running) {
      slot->second->due = steady_clock::now();
    }
  }
  wake_.notify_all();
}

void Refresher::schedule() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const SteadyTime now = steady_clock::now();
    start_looks(now);
    if (!retired_.empty()) {
      // The last reader's reference, or this one, deletes files: not on this thread.
      const bool posted = fetchers_->post([retired = std::move(retired_)] { (void)retired; });
      assert(posted);
      (void)posted;
      retired_.clear();
    }
    Waiters expired;
    expire(now, expired);
    const std::vector<PinsMove> ended = drop_pins_that_are_over();
    const auto published = ended.empty() ? nullptr : published_;
    if (!expired.empty() || !ended.empty()) {
      lock.unlock();
      if (published) {
        published(generation());
      }
      for (const auto& look : expired) {
        look->done(look->outcome);
      }
      for (const PinsMove& move : ended) {
        tell_of_pins(move);
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

void Refresher::start_looks(SteadyTime now) {
  std::vector<RunningLook> running;
  std::vector<WantedLook> wanted;
  std::vector<SlotPtr> wanting;
  for (const auto& [id, slot] : slots_) {
    const bool asked = slot->asked(now);
    if (slot->due <= now) {
      slot->due = std::max(slot->due, slot->held_off);
    }
    if (slot->running) {
      running.push_back({slot->host, slot->doubted, slot->last_look_began});
    } else if (slot->mirror == nullptr || (!asked && slot->due > now)) {
      continue;
    } else if (!asked && slot->rests(rhythm_, now)) {
      slot->due = slot->next_due(rhythm_, now, chance());
      if (slot->failures == 0) {  // else nobody shall wait for it
        slot->contact->rest();
      }
    } else {
      const SteadyTime asked_at = std::max(slot->asked_at, slot->not_before);
      wanted.push_back(
          {slot->host, slot->is_doubtful(), asked ? std::min(slot->due, asked_at) : slot->due});
      wanting.push_back(slot);
    }
  }
  place_opens_ = SteadyTime::max();
  const bool enough = slots_.size() <= places_;
  while (!wanted.empty()) {
    const auto next =
        enough ? std::optional<std::size_t>(0) : next_look(running, wanted, places_, now);
    if (!next) {
      place_opens_ =
          next_long_look(running, now);  // The end of a look wakes the scheduler as well.
      return;
    }
    const auto at = static_cast<std::ptrdiff_t>(*next);
    start(wanting[*next]);
    running.push_back({wanted[*next].host, wanted[*next].doubted, now});
    wanted.erase(wanted.begin() + at);
    wanting.erase(wanting.begin() + at);
  }
}

// What is wanted already waits for a place.
SteadyTime Refresher::next_wake(SteadyTime now) const {
  SteadyTime wake = place_opens_;
  for (const auto& [id, slot] : slots_) {
    for (const auto& [ref, pin] : slot->pins) {
      if (pin->until != 0) {
        wake = std::min(wake, now + until_end(*pin));
      }
    }
    if (!slot->running && slot->mirror != nullptr) {
      wake = slot->due > now ? std::min(wake, slot->due) : wake;
      if (!slot->waiting.empty() && slot->not_before > now) {
        wake = std::min(wake, slot->not_before);
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

void Refresher::start(const SlotPtr& slot) {
  const SteadyTime now = steady_clock::now();
  slot->running = true;
  slot->doubted = slot->is_doubtful();
  slot->trigger = slot->trigger_of_next();
  slot->hinted = false;
  slot->announced = false;
  slot->due = SteadyTime::max();
  slot->last_look_began = now;
  slot->not_before = now + unknown_label_spacing;
  slot->flying = std::move(slot->waiting);
  slot->waiting.clear();
  [[maybe_unused]] const bool posted = fetchers_->post([this, slot] { fetch(slot); });
  assert(posted);
}

void Refresher::note_outcome(RepositorySlot& slot, const Result<source::FetchReport>& report) {
  const SteadyTime now = steady_clock::now();
  slot.contact->wake();
  ++slot.looks;
  slot.failed_looks += report ? 0U : 1U;
  slot.moved_labels += report ? report->moved.size() : 0;
  slot.time_of_looks += now - slot.last_look_began;
  slot.fetched = slot.mirror->source().current() != nullptr;
  if (report) {
    if (slot.failures > 0) {
      logger().info("remote is back",
                    {{"uri", slot.uri}, {"failures", std::to_string(slot.failures)}});
    }
    slot.failures = 0;
    slot.mending = slot.mending && !report->changed;
    slot.last_error.clear();
    slot.ever_looked_well = true;
    slot.last_success = now;
    slot.contact->succeeded(unix_now(), now);
  } else {
    ++slot.failures;
    slot.missing = report.error().code == ErrorCode::not_found ? catalog::Missing::absent
                                                               : catalog::Missing::unreachable;
    // A look that was ended because the server ends is no failure of the remote.
    if (slot.last_error != report.error().text() && !stopping_.stop_requested()) {
      slot.last_error = report.error().text();
      logger().warn("fetch failed", {{"uri", slot.uri}, {"error", slot.last_error}});
    }
    slot.contact->failed();
    slot.held_off = slot.mirror->source().not_before().value_or(SteadyTime());
  }
}

double Refresher::chance() {
  return std::uniform_real_distribution<double>(0, 1)(chances_);
}

void Refresher::on_publication(std::function<void(std::uint64_t)> published) {
  const std::lock_guard lock(mutex_);
  published_ = std::move(published);
}

void Refresher::publish(bool answers_may_change) {
  auto next = std::make_shared<catalog::Catalog>();
  next->generation = generation_.load(std::memory_order_relaxed) + (answers_may_change ? 1 : 0);
  next->layout = layout_;
  next->documents = documents_;
  for (const auto& [id, slot] : slots_) {
    if (slot->mirror != nullptr) {
      next->repositories.emplace(id, slot->shown());
    }
  }
  const std::uint64_t generation = next->generation;
  catalog_.publish(std::move(next));
  generation_.store(generation, std::memory_order_release);
  logger().debug("published", {{"generation", std::to_string(generation)}});
}

std::int64_t Refresher::stale_since() const {
  const SteadyTime now = steady_clock::now();
  const std::lock_guard lock(mutex_);
  std::int64_t oldest = 0;
  for (const auto& [id, slot] : slots_) {
    const std::int64_t since = slot->mirror == nullptr ? 0 : slot->contact->stale_since(now);
    oldest = since != 0 && (oldest == 0 || since < oldest) ? since : oldest;
  }
  return oldest;
}

}  // namespace cairn::service
