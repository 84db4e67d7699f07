// See remote_keys.hpp.
#include "auth/remote_keys.hpp"

#include <algorithm>
#include <utility>

namespace cairn::auth {

RemoteKeys::RemoteKeys(DocumentSource source, RemoteKeysPace pace, Changed changed)
    : source_(std::move(source)),
      pace_(pace),
      changed_(std::move(changed)),
      thread_([this] { run(); }) {}

RemoteKeys::~RemoteKeys() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  request_.break_off();
  thread_.join();
}

void RemoteKeys::hint() {
  {
    const std::lock_guard lock(mutex_);
    hinted_ = true;
  }
  wake_.notify_all();
}

Result<void> RemoteKeys::ask() {
  auto document = request_.get(source_);
  if (!document) {
    return fail(std::move(document).error());
  }
  auto keys = SigningKeys::parse(*document);
  if (!keys) {
    return fail_in_file(std::move(keys).error(), source_.uri);
  }
  if (*document != seen_) {
    seen_ = *std::move(document);
    log_.info("keys of the issuer read",
              {{"uri", source_.uri}, {"keys", std::to_string(keys->size())}});
    changed_(*std::move(keys));
  }
  return {};
}

// The same failure again and again is told once.
void RemoteKeys::told(const Result<void>& asked) {
  failures_ = asked ? 0 : failures_ + 1;
  const std::string error = asked ? std::string() : asked.error().text();
  if (error != last_error_ && !error.empty()) {
    log_.error(seen_.empty() ? "the keys of the issuer cannot be read"
                             : "the keys of the issuer cannot be read; those of before go on",
               {{"uri", source_.uri}, {"reason", error}});
  }
  last_error_ = error;
}

std::chrono::milliseconds RemoteKeys::pause() const {
  if (failures_ == 0) {
    return pace_.interval;
  }
  const unsigned doublings = std::min(failures_ - 1, 20U);
  return std::min(pace_.interval, pace_.first_failure * (1U << doublings));
}

void RemoteKeys::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    hinted_ = false;
    lock.unlock();
    const Result<void> asked = ask();
    const auto now = Clock::now();
    lock.lock();
    if (ending_) {
      return;  // what was broken off is no failure
    }
    told(asked);
    const auto next = now + pause();
    const auto soonest = std::min(next, now + pace_.between_hints);
    if (!wake_.wait_until(lock, soonest, [this] { return ending_; })) {
      wake_.wait_until(lock, next, [this] { return ending_ || hinted_; });
    }
  }
}

}  // namespace cairn::auth
