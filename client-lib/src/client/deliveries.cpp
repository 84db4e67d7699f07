// One thread delivers; the others leave what they have and go.
#include "client/deliveries.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "values/relaxed_name.hpp"

namespace cairn::client {
namespace {

// What of an update one subscriber is told; nothing when there are no changes for it.
Update part_of(const Update& update, const Interest& interest) {
  Update part{{}, update.before, update.after};
  std::copy_if(update.changes.begin(), update.changes.end(), std::back_inserter(part.changes),
               [&](const Change& change) { return interest.covers(change.key); });
  return part;
}

// The error to tell when a callback throws; none when it does not.
std::optional<Error> call(const std::function<void()>& callback) {
  constexpr const char* what = "a callback ended with an exception";
  try {
    callback();
  } catch (const std::exception& problem) {
    return Error{ErrorCode::internal, std::string(what) + ": " + problem.what(), {}};
  } catch (...) {
    return Error{ErrorCode::internal, what, {}};
  }
  return std::nullopt;
}

}  // namespace

Interest Interest::in_key(const std::string& key) {
  Interest interest;
  interest.name_ = values::canonical_name(key);
  return interest;
}

Interest Interest::in_all_below(const std::string& prefix) {
  Interest interest = in_key(prefix);
  interest.below_ = true;
  return interest;
}

bool Interest::covers(const std::string& key) const {
  if (below_ && name_.empty()) {
    return true;
  }
  const std::string name = values::canonical_name(key);
  if (!name.starts_with(name_)) {
    return false;
  }
  return name.size() == name_.size() || name[name_.size()] == '[' ||
         (below_ && name[name_.size()] == '.');
}

std::uint64_t Deliveries::add(Interest interest, OnUpdate callback) {
  return add(Subscriber{0, std::move(interest), std::move(callback)});
}

std::uint64_t Deliveries::add(OnTrouble callback) {
  return add(Subscriber{0, {}, std::move(callback)});
}

std::uint64_t Deliveries::add(Subscriber subscriber) {
  const Lock lock(mutex_);
  subscriber.id = ++last_id_;
  subscribers_.push_back(std::make_shared<Subscriber>(std::move(subscriber)));
  return last_id_;
}

void Deliveries::remove(std::uint64_t id) {
  std::shared_ptr<Subscriber> removed;  // freed without the lock: what it holds may come back here
  Lock lock(mutex_);
  const auto found = std::find_if(subscribers_.begin(), subscribers_.end(),
                                  [id](const auto& subscriber) { return subscriber->id == id; });
  if (found == subscribers_.end()) {
    return;
  }
  removed = std::move(*found);
  subscribers_.erase(found);
  removed->gone = true;
  wait_while_running(lock, removed.get());
  lock.unlock();
}

void Deliveries::close() {
  std::vector<std::shared_ptr<Subscriber>> removed;
  std::deque<Event> dropped;
  Lock lock(mutex_);
  closed_ = true;
  removed.swap(subscribers_);
  dropped.swap(waiting_);
  for (const auto& subscriber : removed) {
    subscriber->gone = true;
  }
  wait_while_running(lock, nullptr);
  lock.unlock();
}

// Until no callback runs, or not this one's.
void Deliveries::wait_while_running(Lock& lock, const Subscriber* one) {
  if (delivering_ == std::this_thread::get_id()) {
    return;
  }
  call_ended_.wait_for(lock, patience, [&] {
    return running_ == nullptr || (one != nullptr && running_.get() != one);
  });
}

void Deliveries::enqueue(Update update) {
  const Lock lock(mutex_);
  if (closed_) {
    return;
  }
  Update* last =
      waiting_.size() < updates_waiting_max ? nullptr : std::get_if<Update>(&waiting_.back());
  if (last == nullptr) {
    waiting_.emplace_back(std::move(update));
    return;
  }
  last->after = std::move(update.after);
  last->changes = changes(last->before, last->after);
}

void Deliveries::enqueue(Error trouble) {
  const Lock lock(mutex_);
  if (!closed_ && waiting_.size() < updates_waiting_max) {
    waiting_.emplace_back(std::move(trouble));
  }
}

void Deliveries::deliver() {
  Lock lock(mutex_);
  if (delivering_ != std::thread::id()) {
    return;
  }
  delivering_ = std::this_thread::get_id();
  while (!waiting_.empty()) {
    const Event event = std::move(waiting_.front());
    waiting_.pop_front();
    tell_all(lock, event);
  }
  delivering_ = std::thread::id();
}

void Deliveries::tell_all(Lock& lock, const Event& event) {
  const auto present = subscribers_;  // callbacks may add and remove
  for (const auto& subscriber : present) {
    if (!subscriber->gone && subscriber->callback.index() == event.index()) {
      tell(lock, subscriber, event);
    }
  }
}

void Deliveries::tell(Lock& lock, const std::shared_ptr<Subscriber>& subscriber,
                      const Event& event) {
  running_ = subscriber;
  lock.unlock();
  std::optional<Error> thrown;
  if (const auto* update = std::get_if<Update>(&event)) {
    const Update part = part_of(*update, subscriber->interest);
    if (!part.changes.empty()) {
      thrown = call([&] { std::get<OnUpdate>(subscriber->callback)(part); });
    }
  } else {
    thrown = call([&] { std::get<OnTrouble>(subscriber->callback)(std::get<Error>(event)); });
  }
  lock.lock();
  running_ = nullptr;
  call_ended_.notify_all();
  // Not what a listener to troubles throws: that would go on for ever.
  if (thrown && std::holds_alternative<Update>(event) && !closed_) {
    waiting_.emplace_back(*std::move(thrown));
  }
}

}  // namespace cairn::client
