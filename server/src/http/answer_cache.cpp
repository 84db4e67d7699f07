// Least recently used, with a door: see offer().
#include "http/answer_cache.hpp"

#include <functional>
#include <utility>

namespace cairn::http {
namespace {

constexpr std::chrono::seconds sighting_lifetime{60};
constexpr std::size_t entry_overhead_bytes = 512;  // list, map, heads and the like

std::size_t size_of(const std::string* text) {
  return text == nullptr ? 0 : text->size();
}

}  // namespace

std::shared_ptr<const KnownAnswer> AnswerCache::find(std::string_view key,
                                                     std::uint64_t generation) {
  enter(generation);
  const auto found = index_.find(key);
  if (found == index_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->answer;
}

void AnswerCache::offer(std::string_view key, std::shared_ptr<const KnownAnswer> answer,
                        std::uint64_t generation, std::chrono::steady_clock::time_point now) {
  enter(generation);
  const std::size_t bytes = answer->answer->text().size() +
                            (answer->encoded ? answer->encoded->reveal().size() : 0) +
                            size_of(answer->head.get()) + size_of(answer->not_modified_head.get()) +
                            key.size() + entry_overhead_bytes;
  if (answer->answer->generation != generation || !answer->answer->keep || !answer->answer->cache ||
      bytes > bytes_max_ || index_.count(key) != 0 || !has_earned_it(key, *answer->answer, now)) {
    return;
  }
  entries_.push_front({std::string(key), std::move(answer), bytes});
  index_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > bytes_max_ || entries_.size() > answers_max_) {
    drop_last();
  }
}

void AnswerCache::enter(std::uint64_t generation) {
  if (generation != generation_) {
    index_.clear();
    entries_.clear();
    bytes_ = 0;
    generation_ = generation;
  }
}

bool AnswerCache::has_earned_it(std::string_view key, const service::Answer& answer,
                                std::chrono::steady_clock::time_point now) {
  if (answer.own_file) {
    return true;
  }
  const std::size_t hash = std::hash<std::string_view>()(key);
  Sighting& sighting = sightings_[hash % sightings_.size()];
  const bool seen = sighting.hash == hash && now - sighting.when <= sighting_lifetime &&
                    sighting.when != std::chrono::steady_clock::time_point();
  sighting = {hash, now};
  return seen;
}

void AnswerCache::drop_last() {
  index_.erase(entries_.back().key);
  bytes_ -= entries_.back().bytes;
  entries_.pop_back();
}

}  // namespace cairn::http
