// Who waits for which look.
#include <algorithm>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "service/refresher.hpp"
#include "service/remote_place.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

const base::Log& logger() {
  static const base::Log log("service.refresh");
  return log;
}

}  // namespace

bool Refresher::needed(LookReason reason, const Refs& refs) const {
  const SteadyTime now = steady_clock::now();
  const std::lock_guard lock(mutex_);
  return std::any_of(refs.begin(), refs.end(), [&](const catalog::RepositoryRef& ref) {
    const auto slot = slots_.find(ref.id);
    return slot == slots_.end() || slot->second->mirror == nullptr ||
           slot->second->needs_look(reason, now);
  });
}

void Refresher::look(LookReason reason, const Refs& refs, SteadyTime deadline, Done done) {
  auto look = std::make_shared<LookInProgress>();
  look->reason = reason;
  look->done = std::move(done);
  look->deadline = deadline;
  std::vector<SlotPtr> slots;
  for (const catalog::RepositoryRef& ref : refs) {
    auto slot = slot_of(ref);
    if (!slot) {
      // Nobody looked: who asked may come again.
      look->outcome.error = slot.error().text();
      look->outcome.in_time = false;
      logger().warn("a repository cannot be opened",
                    {{"uri", ref.uri}, {"error", look->outcome.error}});
      look->done(look->outcome);
      return;
    }
    slots.push_back(*std::move(slot));
  }
  look_at(slots, look);
}

void Refresher::look_at_all(LookReason reason, SteadyTime deadline, Done done) {
  auto look = std::make_shared<LookInProgress>();
  look->reason = reason;
  look->done = std::move(done);
  look->deadline = deadline;
  std::vector<SlotPtr> slots;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, slot] : slots_) {
      slots.push_back(slot);
    }
  }
  look_at(slots, look);
}

void Refresher::announce(const std::vector<std::string>& addresses, SteadyTime deadline,
                         Done done) {
  std::set<std::string> places;
  for (const std::string& address : addresses) {
    places.insert(place_of(address));
  }
  places.erase("");
  auto look = std::make_shared<LookInProgress>();
  look->reason = LookReason::unknown_label;  // as often at most
  look->deadline = deadline;
  look->done = std::move(done);
  bool nothing_to_do = false;
  {
    const SteadyTime now = steady_clock::now();
    const std::lock_guard lock(mutex_);
    const auto meant = [&](const auto& entry) {
      return places.count(place_of(entry.second->uri)) != 0;
    };
    const bool all = std::none_of(slots_.begin(), slots_.end(), meant);
    for (const auto& entry : slots_) {
      RepositorySlot& slot = *entry.second;
      if (slot.mirror == nullptr || !(all || meant(entry))) {
        continue;
      }
      slot.announced = true;
      if (!slot.running) {
        slot.due = std::min(slot.due, slot.soon(now));
      }
      if (look->done && !stopped_ && slot.held_off <= now) {
        join(entry.second, look, now);
      }
    }
    nothing_to_do = look->left == 0;
    look->finished = nothing_to_do;
  }
  wake_.notify_all();
  if (nothing_to_do && look->done) {
    look->done(look->outcome);
  }
}

Result<void> Refresher::look_at_one(LookReason reason, const std::string& id, SteadyTime deadline,
                                    Done done) {
  auto look = std::make_shared<LookInProgress>();
  look->reason = reason;
  look->done = std::move(done);
  look->deadline = deadline;
  SlotPtr slot;
  {
    const std::lock_guard lock(mutex_);
    const auto found = slots_.find(id);
    if (found == slots_.end()) {
      return fail(ErrorCode::not_found, "there is no repository '" + id + "'");
    }
    slot = found->second;
  }
  look_at({slot}, look);
  return {};
}

void Refresher::look_at(const std::vector<SlotPtr>& slots,
                        const std::shared_ptr<LookInProgress>& look) {
  bool nothing_to_do = false;
  {
    const SteadyTime now = steady_clock::now();
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      look->outcome.error = "the server is stopping";
    }
    for (const SlotPtr& slot : slots) {
      if (stopped_ || (slot->mirror != nullptr && !slot->needs_look(look->reason, now))) {
        continue;
      }
      if (slot->held_off > now) {
        ++look->outcome.failed;
        look->outcome.error = slot->last_error;
      } else {
        join(slot, look, now);
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

// Who waits for a remote that wants to be left alone need not wait for it.
void Refresher::turn_away(RepositorySlot& slot, Waiters& finished) {
  for (const auto& waiter : slot.waiting) {
    ++waiter->outcome.failed;
    waiter->outcome.error = slot.last_error;
    if (--waiter->left == 0 && !waiter->finished) {
      waiter->finished = true;
      finished.push_back(waiter);
    }
  }
  slot.waiting.clear();
}

void Refresher::join(const SlotPtr& slot, const std::shared_ptr<LookInProgress>& look,
                     SteadyTime now) {
  // For the one clone, and for the first look after a rest, the one that runs will do.
  const bool joins =
      (look->reason == LookReason::first_fetch || look->reason == LookReason::rested) &&
      slot->running && !slot->tidying;
  if (!joins && slot->waiting.empty()) {
    slot->asked_at = now;
  }
  (joins ? slot->flying : slot->waiting).push_back(look);
  if (slot->begins_at_once(look->reason)) {
    slot->not_before = std::min(slot->not_before, now);
  }
  ++look->left;
}

// Takes the looks whose deadline has passed out of all lists.
void Refresher::expire(SteadyTime now, Waiters& expired) {
  for (const auto& [id, slot] : slots_) {
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

}  // namespace cairn::service
