// What operators are told of the repositories: from the slots in one moment, then from their
// snapshots, which takes reading.
#include <algorithm>
#include <utility>

#include "service/refresher.hpp"
#include "service/unix_time.hpp"

namespace cairn::service {

bool Refresher::serves_anything() const {
  const std::lock_guard lock(mutex_);
  return options_.open || slots_.empty() ||
         std::any_of(slots_.begin(), slots_.end(),
                     [](const auto& entry) { return entry.second->fetched; });
}

std::vector<RepositoryFacts> Refresher::status(std::size_t labels_max) const {
  struct Read {
    RepositoryFacts facts;
    std::shared_ptr<Mirror> mirror;
    source::Pins pins;
  };
  std::vector<Read> all;
  {
    const SteadyTime now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    for (const auto& [id, slot] : slots_) {
      if (slot->mirror == nullptr) {
        continue;
      }
      RepositoryFacts facts;
      facts.id = id;
      facts.uri = slot->uri;
      facts.served = slot->fetched;
      facts.last_look_unix =
          slot->last_look_began == SteadyTime() ? 0 : unix_at(slot->last_look_began, now);
      facts.last_success_unix = slot->contact->last_success_unix();
      facts.next_look_unix = slot->due == SteadyTime::max() ? 0 : unix_at(slot->due, now);
      facts.looking = slot->running;
      facts.resting = slot->contact->rests();
      facts.last_error = slot->last_error;
      all.push_back({std::move(facts), slot->mirror, slot->pins});
    }
  }
  std::vector<RepositoryFacts> told;
  for (Read& one : all) {
    const source::Source& source = one.mirror->source();
    const auto snapshot = source.current();
    one.facts.kind = source.kind();
    one.facts.origin_error = source.origin_error();
    if (snapshot != nullptr) {
      one.facts.refused = snapshot->refused();
      one.facts.labels = snapshot->labels(labels_max + 1);
      one.facts.more_labels = one.facts.labels.size() > labels_max;
      one.facts.labels.resize(std::min(one.facts.labels.size(), labels_max));
    }
    for (const auto& [ref, pin] : one.pins) {
      one.facts.pins.push_back(
          {one.facts.id, ref, *pin,
           snapshot == nullptr ? std::string() : id_without_pin(*snapshot, ref)});
    }
    told.push_back(std::move(one.facts));
  }
  return told;
}

std::vector<Refresher::Numbers> Refresher::numbers() const {
  const std::lock_guard lock(mutex_);
  std::vector<Numbers> all;
  for (const auto& [id, slot] : slots_) {
    if (slot->mirror != nullptr) {
      const auto snapshot = slot->mirror->source().current();
      all.push_back({id, slot->contact->last_success_unix(), slot->last_error.empty(),
                     slot->pins.size(), slot->looks, slot->failed_looks, slot->moved_labels,
                     slot->time_of_looks, snapshot == nullptr ? 0 : snapshot->refused().size()});
    }
  }
  return all;
}

}  // namespace cairn::service
