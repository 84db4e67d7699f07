// Who waits for what, and the thread that looks after each publication.
#include "service/watch_hub.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "service/question_key.hpp"

namespace cairn::service {

struct WatchHub::Question {
  Question(ReadRequest asked, std::string its_key)
      : request(std::move(asked)), key(std::move(its_key)) {}

  const ReadRequest request;
  const std::string key;
  bool listed = false;  // in to_check_
  std::unordered_map<std::uint64_t, Waiter> waiters;
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

WatchHub::WatchHub(Make make) : make_(std::move(make)), thread_([this] { run(); }) {}

WatchHub::~WatchHub() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::unique_ptr<WatchTicket> WatchHub::watch(ReadRequest request, const Answer& seen,
                                             ConfigService::Callback woken) {
  std::string key = question_key(request);
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Question>& question = questions_[key];
  if (!question) {
    question = std::make_shared<Question>(std::move(request), std::move(key));
  }
  const std::uint64_t waiter = ++waiters_made_;
  question->waiters.emplace(waiter, Waiter{seen.status, seen.etag, std::move(woken)});
  // What was published since that answer was made is not waited for in vain.
  if (seen.generation < generation_ && !question->listed) {
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

void WatchHub::leave(Question& question, std::uint64_t waiter) {
  const std::lock_guard lock(mutex_);
  question.waiters.erase(waiter);
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
    const std::shared_ptr<Question> question = std::move(to_check_.back());
    to_check_.pop_back();
    question->listed = false;
    lock.unlock();
    check(question);
    lock.lock();
  }
}

void WatchHub::check(const std::shared_ptr<Question>& question) {
  std::shared_ptr<const Answer> answer;
  // The last catch: a bug in one answer must not end the thread on which all others wait.
  try {
    answer = std::make_shared<const Answer>(make_(question->request));
  } catch (const std::exception& bug) {
    base::Log("service").error("a watched read failed by a bug", {{"what", bug.what()}});
    return;
  }
  if (!answer->keep) {
    return;
  }
  std::vector<ConfigService::Callback> woken;
  {
    const std::lock_guard lock(mutex_);
    for (auto waiter = question->waiters.begin(); waiter != question->waiters.end();) {
      if (waiter->second.status == answer->status && waiter->second.etag == answer->etag) {
        ++waiter;
        continue;
      }
      woken.push_back(std::move(waiter->second.woken));
      waiter = question->waiters.erase(waiter);
    }
  }
  for (const ConfigService::Callback& callback : woken) {
    callback(answer);
  }
}

}  // namespace cairn::service
