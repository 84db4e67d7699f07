// Coming, being told, and leaving.
#include "rpc/watch_groups.hpp"

#include <utility>

#include "service/question_key.hpp"

namespace cairn::rpc {

struct WatchGroups::Group {
  std::string key;
  Question question;
  std::unique_ptr<service::WatchTicket> ticket;  // null once it was woken
  std::list<const Watcher*> members;
};

WatchGroups::WatchGroups(Options options, service::ConfigService& service,
                         std::shared_ptr<Answers> answers, std::shared_ptr<const Door> door,
                         Post post)
    : options_(options),
      service_(service),
      answers_(std::move(answers)),
      door_(std::move(door)),
      post_(std::move(post)) {}

// Up to a tenth shorter, so that streams that began together do not end together.
WatchGroups::Clock::duration WatchGroups::life() {
  std::uniform_int_distribution<std::int64_t> jitter(0, options_.life.count() / 10);
  return options_.life - std::chrono::milliseconds(jitter(random_));
}

void WatchGroups::enter(Newcomer newcomer, Clock::time_point now) {
  if (newcomer.watcher->gone()) {
    return;
  }
  if (closed_) {
    newcomer.watcher->end(closing_);
    return;
  }
  if (const Verdict verdict = door_->check_again(newcomer.caller, *newcomer.question);
      verdict.code != Code::ok) {
    newcomer.watcher->end(verdict);
    return;
  }
  const Watcher* watcher = newcomer.watcher.get();
  Seat& seat = seats_[watcher];
  seat.watcher = std::move(newcomer.watcher);
  seat.caller = std::move(newcomer.caller);
  seat.until = now + life();
  ++service_.watch_counters().streams;
  sit(seat, watcher, newcomer.question, newcomer.present->answer);
  if (newcomer.seen.empty() || newcomer.present->answer->etag != newcomer.seen) {
    seat.watcher->tell(std::move(newcomer.present));
  }
}

void WatchGroups::leave(const Watcher* watcher) {
  const auto found = seats_.find(watcher);
  if (found == seats_.end()) {
    return;
  }
  stand_up(found->second);
  seats_.erase(found);
  --service_.watch_counters().streams;
}

void WatchGroups::sit(Seat& seat, const Watcher* watcher, const Question& question,
                      const std::shared_ptr<const service::Answer>& seen) {
  seat.group = group_of(question, seen);
  seat.place = seat.group->members.insert(seat.group->members.end(), watcher);
}

std::shared_ptr<WatchGroups::Group> WatchGroups::group_of(
    const Question& question, const std::shared_ptr<const service::Answer>& seen) {
  std::string key = service::question_key(*question);
  key.append(1, '\0').append(std::to_string(seen->status)).append(seen->etag);
  std::shared_ptr<Group>& place = groups_[key];
  if (!place) {
    place = std::make_shared<Group>();
    place->key = std::move(key);
    place->question = question;
    place->ticket =
        service_.watch(*question, seen, service::Tell::answer,
                       [post = post_, self = weak_from_this(),
                        group = std::weak_ptr<Group>(place)](const service::Change& change) {
                         post([self, group, change] {
                           const auto groups = self.lock();
                           const auto woken = group.lock();
                           if (groups && woken) {
                             groups->changed(woken, change);
                           }
                         });
                       });
  }
  return place;
}

void WatchGroups::stand_up(Seat& seat) {
  const std::shared_ptr<Group> group = std::move(seat.group);
  group->members.erase(seat.place);
  if (group->members.empty() && group->ticket) {
    groups_.erase(group->key);
  }
}

void WatchGroups::changed(const std::shared_ptr<Group>& group, const service::Change& change) {
  if (!group->ticket) {
    return;
  }
  group->ticket.reset();
  groups_.erase(group->key);
  const auto state = answers_->encode(*group->question, change.answer);
  const auto now = Clock::now();
  while (!group->members.empty()) {
    const Watcher* watcher = group->members.front();
    Seat& seat = seats_.at(watcher);
    stand_up(seat);
    sit(seat, watcher, group->question, change.answer);
    end_if_lost(seat, now);
    if (!seat.ended) {
      ++service_.watch_counters().woken;
      seat.watcher->tell(state);
    }
  }
}

// Ends who may not be told any more.
void WatchGroups::end_if_lost(Seat& seat, Clock::time_point now) {
  if (seat.ended) {
    return;
  }
  if (const Verdict verdict = door_->check_again(seat.caller, *seat.group->question);
      verdict.code != Code::ok) {
    end(seat, verdict, now);
  }
}

void WatchGroups::end(Seat& seat, const Verdict& verdict, Clock::time_point now) {
  seat.ended = true;
  seat.until = now + options_.last_write;
  seat.watcher->end(verdict);
}

void WatchGroups::sweep(Clock::time_point now) {
  for (auto& [watcher, seat] : seats_) {
    if (now < seat.until) {
      end_if_lost(seat, now);
      continue;
    }
    if (seat.ended) {
      ++service_.watch_counters().cut_off;
      seat.watcher->cut();
      seat.until = now + options_.last_write;
    } else {
      end(seat, {Code::unavailable, "this stream has lasted long enough; open another one"}, now);
    }
  }
}

void WatchGroups::close(const Verdict& verdict) {
  closed_ = true;
  closing_ = verdict;
  for (auto& [watcher, seat] : seats_) {
    if (!seat.ended) {
      end(seat, verdict, Clock::now());
    }
  }
}

void WatchGroups::forget() {
  service_.watch_counters().streams -= seats_.size();
  groups_.clear();
  seats_.clear();
}

}  // namespace cairn::rpc
