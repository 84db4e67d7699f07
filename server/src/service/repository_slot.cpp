// When a repository is looked at.
#include "service/repository_slot.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "catalog/pinned_snapshot.hpp"

namespace cairn::service {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds retry_interval_max{60};
// What rests is looked at once in so many intervals, and once in this time at least.
constexpr int unread_stretch = 12;
constexpr std::chrono::hours unread_interval_max{1};
// However often somebody tells of a push.
constexpr std::chrono::seconds news_spacing{1};

milliseconds part_of(milliseconds time, double part) {
  return milliseconds(std::llround(static_cast<double>(time.count()) * part));
}

}  // namespace

bool RepositorySlot::has_timer(const Rhythm& rhythm) const {
  if (!rhythm.background) {
    return false;
  }
  // A name that somebody made up is not asked for again and again.
  return fetched ? refresh_rate.count() >= 0 : !of_placeholders;
}

milliseconds RepositorySlot::interval(const Rhythm& rhythm) const {
  if (refresh_rate.count() > 0) {
    return refresh_rate;
  }
  return poll_interval.count() > 0 ? poll_interval : rhythm.poll_interval;
}

SteadyTime RepositorySlot::soon(SteadyTime now) const {
  return std::max(now, last_look_began + news_spacing);
}

bool RepositorySlot::rests(const Rhythm& rhythm, SteadyTime now) const {
  const bool may_rest =
      rhythm.unread_after.count() > 0 && (of_placeholders || !rhythm.listeners) && fetched;
  const bool has_news = announced || hinted;
  const milliseconds pause =
      std::min<milliseconds>(unread_stretch * interval(rhythm), unread_interval_max);
  return may_rest && !has_news && !contact->is_watched() &&
         now - contact->last_read() > rhythm.unread_after && now - last_look_began < pause;
}

bool RepositorySlot::needs_look(LookReason reason, SteadyTime now) const {
  if (reason == LookReason::forced || !fetched) {
    return true;
  }
  if (reason == LookReason::rested) {
    return contact->rests();
  }
  if (refresh_rate.count() > 0) {
    return !ever_looked_well || now - last_success >= refresh_rate;
  }
  if (refresh_rate.count() < 0) {
    return reason == LookReason::asked;
  }
  return reason != LookReason::first_fetch;
}

bool RepositorySlot::begins_at_once(LookReason reason) {
  return reason == LookReason::damaged ? !std::exchange(mending, true)
                                       : reason != LookReason::unknown_label;
}

SteadyTime RepositorySlot::next_due(const Rhythm& rhythm, SteadyTime now, double chance) const {
  if (announced) {
    return std::max(held_off, soon(now));
  }
  if (!has_timer(rhythm)) {
    return SteadyTime::max();
  }
  if (hinted && failures == 0) {
    return now;
  }
  const milliseconds pause = interval(rhythm);
  if (failures > 0) {
    // A remote that stays away is asked less and less often, but never less than once a minute (or
    // once an interval, where that is longer).
    const auto longest = std::max<milliseconds>(pause, retry_interval_max);
    const auto wait = std::min<milliseconds>(longest, pause * (1U << std::min(failures - 1, 6U)));
    return std::max(held_off, now + part_of(wait, 1 - chance / 2));
  }
  return now + part_of(pause, 1 + chance / 10);
}

std::string_view RepositorySlot::trigger_of_next() const {
  std::string_view found = announced ? "notification" : hinted ? "file system" : "timer";
  for (const auto& waiter : waiting) {
    if (waiter->wants_changes()) {
      return "refresh";
    }
    found = waiter->reason == LookReason::first_fetch ? "start" : "read";
  }
  return !ever_looked_well && !fetched && found == "timer" ? "start" : found;
}

catalog::Repository RepositorySlot::shown() const {
  std::shared_ptr<const source::Snapshot> snapshot =
      mirror == nullptr ? nullptr : mirror->source().current();
  if (snapshot != nullptr && !pins.empty()) {
    snapshot = std::make_shared<const catalog::PinnedSnapshot>(std::move(snapshot), pins);
  }
  return {settings, std::move(snapshot), missing, contact, mirror};
}

}  // namespace cairn::service
