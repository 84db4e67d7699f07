// Who waits for what, and the thread that looks after each publication.
#include "service/watch_hub.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

#include "base/log.hpp"
#include "service/changed_keys.hpp"
#include "service/question_key.hpp"

namespace cairn::service {

struct WatchHub::Question {
  Question(ReadRequest asked, std::string its_key)
      : request(std::move(asked)), key(std::move(its_key)) {}
  ~Question() { reads({}); }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  // Repositories that would rest if nobody read them: see catalog::Contact.
  void reads(std::vector<std::shared_ptr<catalog::Contact>> now) {
    for (const auto& contact : now) {
      contact->begin_watch();
    }
    contacts.swap(now);
    for (const auto& contact : now) {
      contact->end_watch(std::chrono::steady_clock::now());
    }
  }

  const ReadRequest request;
  const std::string key;
  bool listed = false;  // in to_check_
  Waiters waiters;
  std::vector<std::shared_ptr<catalog::Contact>> contacts;
};

class WatchHub::Ticket final : public WatchTicket {
 public:
  Ticket(WatchHub& hub, std::shared_ptr<Question> question, std::uint64_t waiter)
      : hub_(hub), question_(std::move(question)), waiter_(waiter) {}
  ~Ticket() override { hub_.leave(*question_, waiter_); }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

 private:
  WatchHub& hub_;
  const std::shared_ptr<Question> question_;
  const std::uint64_t waiter_;
};

WatchHub::WatchHub(Make make, std::size_t kept_bytes_max)
    : make_(std::move(make)), kept_bytes_max_(kept_bytes_max), thread_([this] { run(); }) {}

WatchHub::~WatchHub() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::unique_ptr<WatchTicket> WatchHub::watch(ReadRequest request,
                                             std::shared_ptr<const Answer> seen, Tell tell,
                                             ConfigService::Woken woken) {
  std::string key = question_key(request);
  const std::uint64_t generation = seen->generation;
  Waiter made{seen->status, seen->etag, nullptr, std::move(woken)};
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Question>& question = questions_[key];
  if (!question) {
    question = std::make_shared<Question>(std::move(request), std::move(key));
    question->reads(seen->contacts);
  }
  const std::uint64_t waiter = ++waiters_made_;
  if (tell == Tell::answer_and_keys && can_be_compared(*seen) &&
      kept_bytes_max_ - kept_bytes_ >= seen->body.size()) {
    kept_bytes_ += seen->body.size();
    made.seen = std::move(seen);
  }
  question->waiters.emplace(waiter, std::move(made));
  // What was published since that answer was made is not waited for in vain.
  if (generation < generation_ && !question->listed) {
    question->listed = true;
    to_check_.push_back(question);
    wake_.notify_one();
  }
  return std::make_unique<Ticket>(*this, question, waiter);
}

void WatchHub::published(std::uint64_t generation) {
  {
    const std::lock_guard lock(mutex_);
    generation_ = std::max(generation_, generation);
    for (const auto& [key, question] : questions_) {
      if (!question->listed) {
        question->listed = true;
        to_check_.push_back(question);
      }
    }
  }
  wake_.notify_one();
}

std::size_t WatchHub::waiting() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [key, question] : questions_) {
    count += question->waiters.size();
  }
  return count;
}

std::size_t WatchHub::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_bytes_;
}

WatchHub::Waiter WatchHub::take(Waiters& waiters, Waiters::iterator waiter) {
  Waiter taken = std::move(waiter->second);
  waiters.erase(waiter);
  kept_bytes_ -= taken.seen ? taken.seen->body.size() : 0;
  return taken;
}

void WatchHub::leave(Question& question, std::uint64_t waiter) {
  Waiter gone;  // ends without the lock
  const std::lock_guard lock(mutex_);
  if (const auto place = question.waiters.find(waiter); place != question.waiters.end()) {
    gone = take(question.waiters, place);
  }
  if (question.waiters.empty()) {
    const auto place = questions_.find(question.key);
    if (place != questions_.end() && place->second.get() == &question) {
      questions_.erase(place);
    }
  }
}

void WatchHub::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !to_check_.empty(); });
    if (ending_) {
      return;
    }
    const std::shared_ptr<Question> question = std::move(to_check_.front());
    to_check_.pop_front();
    question->listed = false;
    const bool awaited = !question->waiters.empty();
    lock.unlock();
    if (awaited) {
      check(question);
    }
    lock.lock();
  }
}

void WatchHub::check(const std::shared_ptr<Question>& question) {
  Change change;
  // The last catch: a bug in one answer must not end the thread on which all others wait.
  try {
    change.answer = std::make_shared<const Answer>(make_(question->request));
  } catch (const std::exception& bug) {
    base::Log("service").error("a watched read failed by a bug", {{"what", bug.what()}});
    return;
  }
  if (!change.answer->keep) {
    return;
  }
  // Most have seen the same answer, so it is compared once for them.
  std::string compared;
  for (const Waiter& waiter : take_woken(*question, *change.answer)) {
    if (waiter.seen && (change.keys == nullptr || compared != waiter.etag)) {
      auto keys = changed_keys(question->request.format, *waiter.seen, *change.answer);
      change.keys =
          keys ? std::make_shared<const std::vector<std::string>>(*std::move(keys)) : nullptr;
      compared = waiter.etag;
    }
    waiter.woken(waiter.seen ? change : Change{change.answer, nullptr});
  }
}

std::vector<WatchHub::Waiter> WatchHub::take_woken(Question& question, const Answer& answer) {
  std::vector<Waiter> woken;
  const std::lock_guard lock(mutex_);
  question.reads(answer.contacts);
  for (auto waiter = question.waiters.begin(); waiter != question.waiters.end();) {
    const auto next = std::next(waiter);
    if (waiter->second.status != answer.status || waiter->second.etag != answer.etag) {
      woken.push_back(take(question.waiters, waiter));
    }
    waiter = next;
  }
  return woken;
}

}  // namespace cairn::service
