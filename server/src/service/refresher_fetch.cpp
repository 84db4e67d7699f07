// One look at a remote: what it found is published, then told to who waits for it.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "catalog/pinned_snapshot.hpp"
#include "service/changes.hpp"
#include "service/refresher.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

const base::Log& logger() {
  static const base::Log log("service.refresh");
  return log;
}

}  // namespace

void Refresher::fetch(const SlotPtr& slot) {
  const std::shared_ptr<Mirror> mirror = slot->mirror;
  const auto before = mirror->source().current();
  const auto report = mirror->source().fetch(stopping_.get_token());
  const auto after = mirror->source().current();
  if (report && report->changed && options_.before_publish) {
    options_.before_publish({slot->settings, after}, *report);
  }
  RepositoryLook found;
  const bool told = absorb(slot, report);
  if (report) {
    audit(*slot, *report);
  }
  if (told) {
    found.id = slot->id;
    found.error = report ? std::string() : report.error().text();
    found.moved = report ? report->moved.size() : 0;
    if (report && before != nullptr) {
      const auto paths = resolve::ApplicationPaths::of(*layout_, slot->id, *slot->settings);
      found.changes = changes_of(*before, *after, *report, paths, imports_);
    } else if (report) {
      found.changes = first_changes(*report);
    }
    mark_pinned(*slot, found.changes);
  }
  if (report && before != nullptr && !report->moved.empty() && options_.changed) {
    tell_of(*slot, *before, *after, *report);
  }
  finish(slot, report, found);
  // Whoever asks meanwhile waits for a look that begins after it, as after any look that runs.
  if (report) {
    mirror->source().tidy(stopping_.get_token());
  }
  {
    const std::lock_guard lock(mutex_);
    slot->running = false;
    slot->tidying = false;
    slot->due = slot->next_due(rhythm_, steady_clock::now(), chance());
  }
  wake_.notify_all();
}

// Publishes what a look found. Returns whether somebody wants to be told what that is.
bool Refresher::absorb(const SlotPtr& slot, const Result<source::FetchReport>& report) {
  std::function<void(std::uint64_t)> published;
  bool told = false;
  {
    const std::lock_guard lock(mutex_);
    const bool first = !slot->fetched;
    note_outcome(*slot, report);
    const bool changed = report && report->changed;
    if (changed && first && slot->of_placeholders) {
      // One more that is kept: if it is one too many, the longest unread goes.
      (void)make_room(true);
    }
    if (changed || first) {
      publish(changed);
      published = changed ? published_ : nullptr;
    }
    told = is_to_be_told(*slot);
  }
  if (published) {
    published(generation());
  }
  return told;
}

// Who asked for the look and what it brought, one line for each label.
void Refresher::audit(const RepositorySlot& slot, const source::FetchReport& report) const {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() -
                                                                          slot.last_look_began);
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < std::min(source::authors_told_max, report.moved.size()); ++i) {
    const source::MovedLabel& moved = report.moved[i];
    const bool pinned = catalog::find_pin(slot.pins, moved.label) != slot.pins.end();
    base::audit("published", {{"repository", slot.id},
                              {"label", moved.label},
                              {"before", moved.before},
                              {"after", moved.after},
                              {"author", moved.author},
                              {"trigger", std::string(slot.trigger)},
                              {"ms", std::to_string(took.count())},
                              {"pinned", pinned ? "true" : ""}});
  }
  if (report.moved.size() > source::authors_told_max) {
    const std::size_t more = report.moved.size() - source::authors_told_max;
    base::audit("published", {{"repository", slot.id},
                              {"more", std::to_string(more)},
                              {"trigger", std::string(slot.trigger)},
                              {"ms", std::to_string(took.count())}});
  }
}

void Refresher::mark_pinned(const RepositorySlot& slot, std::vector<LabelChange>& changes) const {
  const std::lock_guard lock(mutex_);
  for (LabelChange& change : changes) {
    change.pinned = catalog::find_pin(slot.pins, change.label) != slot.pins.end();
    if (change.pinned) {
      change.affected = {};
    }
  }
}

bool Refresher::is_to_be_told(const RepositorySlot& slot) {
  return std::any_of(slot.flying.begin(), slot.flying.end(),
                     [](const auto& waiter) { return waiter->wants_changes(); });
}

void Refresher::finish(const SlotPtr& slot, const Result<source::FetchReport>& report,
                       const RepositoryLook& found) {
  Waiters finished;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& waiter : slot->flying) {
      LookInProgress& look = *waiter;
      look.outcome.moved_labels += report ? report->moved.size() : 0;
      ++(report ? look.outcome.succeeded : look.outcome.failed);
      if (!report && look.outcome.error.empty()) {
        look.outcome.error = report.error().text();
      }
      if (look.wants_changes()) {
        look.outcome.repositories.push_back(found);
      }
      if (--look.left == 0 && !look.finished) {
        look.finished = true;
        finished.push_back(waiter);
      }
    }
    slot->flying.clear();
    if (slot->held_off > steady_clock::now()) {
      turn_away(*slot, finished);
    }
    slot->tidying = true;
  }
  logger().debug("looked", {{"uri", slot->uri},
                            {"moved", report ? std::to_string(report->moved.size()) : "failed"}});
  for (const auto& look : finished) {
    look->done(look->outcome);
  }
}

}  // namespace cairn::service
