// See outbox.hpp.
#include "bus/outbox.hpp"

#include <algorithm>
#include <utility>

#include "bus/uuid.hpp"

namespace cairn::bus {
namespace {

constexpr const char* everybody = "**";

}  // namespace

void Outbox::add(const std::string& destination, const std::set<std::string>& news, Time now) {
  put(destination, news, now);
}

void Outbox::put(const std::string& destination, const std::set<std::string>& news, Time since) {
  const auto all = waiting_.find(everybody);
  // News of one are news of everybody.
  auto found = all != waiting_.end() ? all : waiting_.find(destination);
  if (found == waiting_.end() && waiting_.size() >= entries_max_) {
    merged_ += waiting_.size();
    for (const auto& entry : waiting_) {
      since = std::min(since, entry.second.since);
    }
    waiting_.clear();
    order_.clear();
    put(everybody, {}, since);
    return;
  }
  if (found == waiting_.end()) {
    waiting_.emplace(destination, Waiting{news, since, next_number_});
    order_.emplace(next_number_++, destination);
    return;
  }
  found->second.news.insert(news.begin(), news.end());
  found->second.since = std::min(found->second.since, since);
}

std::vector<Outbox::Entry> Outbox::take(std::size_t count_max) {
  std::vector<Entry> taken;
  while (taken.size() < count_max && !order_.empty()) {
    const auto first = order_.begin();
    auto entry = waiting_.extract(first->second);
    order_.erase(first);
    taken.push_back({entry.key(), std::move(entry.mapped().news), entry.mapped().since});
  }
  return taken;
}

void Outbox::confirmed(const std::vector<Entry>& entries, Time now) {
  for (const Entry& entry : entries) {
    remember(entry, now);
  }
}

void Outbox::remember(const Entry& entry, Time now) {
  const auto found = sent_.find(entry.destination);
  if (found != sent_.end()) {
    found->second = {entry.news, now};
  } else if (sent_.size() < entries_max_) {
    sent_.emplace(entry.destination, Sent{entry.news, now});
  } else {
    sent_.clear();
    sent_.emplace(everybody, Sent{{}, now});
  }
}

void Outbox::failed(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    put(entry.destination, entry.news, entry.since);
  }
}

void Outbox::forget_before(Time time) {
  std::erase_if(sent_, [time](const auto& entry) { return entry.second.at < time; });
}

void Outbox::repeat(Time now) {
  for (const auto& [destination, sent] : std::exchange(sent_, {})) {
    put(destination, sent.news, now);
  }
}

std::string id_of_news(const std::string& destination, const std::set<std::string>& news) {
  std::string text = destination;
  for (const std::string& one : news) {
    text += '\0' + one;
  }
  return uuid_of(text);
}

Outbox::Time Outbox::oldest(Time now) const {
  Time oldest = now;
  for (const auto& entry : waiting_) {
    oldest = std::min(oldest, entry.second.since);
  }
  return oldest;
}

}  // namespace cairn::bus
