// Repositories of addresses with placeholders: how they come, and how they go.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "service/refresher.hpp"

namespace cairn::service {
namespace {

const base::Log& logger() {
  static const base::Log log("service.mirrors");
  return log;
}

// Who waits for changes reads all the time.
bool unread_longer(const catalog::Contact& one, const catalog::Contact& other) {
  return std::pair(one.is_watched(), one.last_read()) <
         std::pair(other.is_watched(), other.last_read());
}

}  // namespace

Result<Refresher::SlotPtr> Refresher::slot_of(const catalog::RepositoryRef& ref) {
  SlotPtr slot;
  {
    const std::lock_guard lock(mutex_);
    const auto found = slots_.find(ref.id);
    if (found != slots_.end()) {
      return found->second;
    }
    if (!options_.open) {
      return fail(ErrorCode::not_found, "there is no repository '" + ref.id + "'");
    }
    if (stopped_) {
      return fail(ErrorCode::unavailable, "the server is stopping");
    }
    if (!make_room(false)) {
      return fail(ErrorCode::unavailable,
                  "more than " + std::to_string(options_.mirrors_max) +
                      " repositories that are not there are asked for (cairn.git.max-mirrors)");
    }
    slot = std::make_shared<RepositorySlot>();
    slot->id = ref.id;
    slot->uri = ref.uri;
    slot->of_placeholders = true;
    slots_.emplace(ref.id, slot);
  }
  if (auto opened = open(slot, ref); !opened) {
    return fail(std::move(opened).error());
  }
  return slot;
}

// Whoever asks for it meanwhile waits in the slot.
Result<void> Refresher::open(const SlotPtr& slot, const catalog::RepositoryRef& ref) {
  auto opened = options_.open(ref);
  Result<void> outcome = opened ? Result<void>() : fail(opened.error());
  Waiters finished;
  {
    const std::lock_guard lock(mutex_);
    if (opened) {
      take_over(slot, *std::move(opened), finished);
    } else {
      slots_.erase(ref.id);
      for (const auto& waiter : slot->waiting) {
        waiter->outcome.error = outcome.error().text();
        waiter->outcome.in_time = false;
        if (--waiter->left == 0 && !waiter->finished) {
          waiter->finished = true;
          finished.push_back(waiter);
        }
      }
      slot->waiting.clear();
    }
  }
  wake_.notify_all();
  for (const auto& look : finished) {
    look->done(look->outcome);
  }
  return outcome;
}

void Refresher::take_over(const SlotPtr& slot, Repository opened, Waiters& served) {
  fill(slot, std::move(opened));
  if (slot->fetched) {
    (void)make_room(true);
  }
  publish(slot->fetched);
  if (!slot->fetched) {
    return;
  }
  // A mirror from an earlier run: nobody has to wait for the network.
  std::erase_if(slot->waiting, [&](const auto& waiter) {
    if (waiter->reason != LookReason::first_fetch) {
      return false;
    }
    if (--waiter->left == 0 && !waiter->finished) {
      waiter->finished = true;
      served.push_back(waiter);
    }
    return true;
  });
}

// Lets the longest unread of too many go: of those that are there or, for `fetched` false, of those
// that are not, before one more comes. False when none of them can go now.
bool Refresher::make_room(bool fetched) {
  std::size_t count = 0;
  auto victim = slots_.end();
  for (auto slot = slots_.begin(); slot != slots_.end(); ++slot) {
    const RepositorySlot& each = *slot->second;
    if (!each.of_placeholders || each.fetched != fetched) {
      continue;
    }
    ++count;
    // What is pinned stays: nobody would be served it again.
    if (each.idle() && each.pins.empty() &&
        (victim == slots_.end() || unread_longer(*each.contact, *victim->second->contact))) {
      victim = slot;
    }
  }
  if (count < options_.mirrors_max || (fetched && count == options_.mirrors_max)) {
    return true;
  }
  if (victim == slots_.end()) {
    return false;
  }
  const SlotPtr gone = victim->second;
  logger().info("a mirror is given up", {{"uri", gone->uri},
                                         {"reason", fetched ? "the longest unread of too many"
                                                            : "there is no such repository"}});
  gone->mirror->give_up();
  retired_.push_back(gone->mirror);
  slots_.erase(victim);
  return true;
}

}  // namespace cairn::service
