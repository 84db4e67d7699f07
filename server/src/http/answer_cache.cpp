// Least recently used, with a door: see offer().
#include "http/answer_cache.hpp"

#include <functional>
#include <iterator>
#include <utility>

namespace cairn::http {
namespace {

constexpr std::chrono::seconds sighting_lifetime{60};
constexpr std::size_t entry_overhead_bytes = 512;  // list, map, heads and the like
constexpr unsigned char uses_of_hot = 8;

std::size_t share_of_proven(std::size_t all) {
  return all / 5 * 4;
}

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
  prove(found->second);
  seal_if_hot(*found->second);
  return found->second->answer;
}

void AnswerCache::prove(Position position) {
  Part& from = position->proven ? proven_ : new_;
  proven_.entries.splice(proven_.entries.begin(), from.entries, position);
  if (position->proven) {
    return;
  }
  position->proven = true;
  from.bytes -= position->bytes;
  proven_.bytes += position->bytes;
  while (proven_.entries.size() > 1 && (proven_.bytes > share_of_proven(bytes_max_) ||
                                        proven_.entries.size() > share_of_proven(answers_max_))) {
    const Position last = std::prev(proven_.entries.end());
    last->proven = false;
    proven_.bytes -= last->bytes;
    new_.bytes += last->bytes;
    new_.entries.splice(new_.entries.begin(), proven_.entries, last);
  }
}

void AnswerCache::seal_if_hot(Entry& entry) {
  if (entry.uses == uses_of_hot || ++entry.uses != uses_of_hot || entry.answer->is_secret()) {
    return;
  }
  const std::size_t more = entry.answer->body().size();
  auto sealed = bytes() + more <= bytes_max_ ? sealed_.make(entry.answer->body()) : nullptr;
  if (!sealed) {
    return;
  }
  auto again = std::make_shared<KnownAnswer>(*entry.answer);
  again->sealed = std::move(sealed);
  entry.answer = std::move(again);
  entry.bytes += more;
  proven_.bytes += more;
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
  new_.entries.push_front({std::string(key), std::move(answer), bytes});
  index_.emplace(new_.entries.front().key, new_.entries.begin());
  new_.bytes += bytes;
  while (this->bytes() > bytes_max_ || size() > answers_max_) {
    drop_last();
  }
}

void AnswerCache::enter(std::uint64_t generation) {
  if (generation != generation_) {
    index_.clear();
    new_ = Part();
    proven_ = Part();
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
  // What has just come stays, where room can be made for it.
  Part& part = new_.entries.size() > 1 || proven_.entries.empty() ? new_ : proven_;
  index_.erase(part.entries.back().key);
  part.bytes -= part.entries.back().bytes;
  part.entries.pop_back();
}

}  // namespace cairn::http
