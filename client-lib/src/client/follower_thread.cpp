// The thread that watches: ask, take what comes, pause.
#include <utility>

#include "base/quiet_thread.hpp"
#include "client/follower.hpp"

namespace cairn::client {
namespace {

using std::chrono::milliseconds;

// A kept answer is made young again that often while servers say that it holds.
constexpr std::chrono::minutes young_for{10};
// For the thread to end, after its callback did.
constexpr std::chrono::seconds end_patience{1};

bool has_tag(const std::optional<fetch::Previous>& previous) {
  return previous && !previous->etag.empty();
}

// `previous` is what a server gave; none came from an override file.
Following following_of(const std::optional<fetch::Previous>& previous, const Pace::Step& step) {
  if (!previous) {
    return Following::nothing;
  }
  if (!has_tag(previous)) {
    return Following::polling;
  }
  return step.polls ? Following::polling_with_tag : Following::waiting;
}

}  // namespace

bool Follower::start_thread() {
  thread_runs_ = true;
  auto thread = base::quiet_thread([self = shared_from_this()] {
    self->follow();
    const std::lock_guard lock(self->mutex_);
    self->thread_runs_ = false;
    self->thread_ended_.notify_all();
  });
  if (!thread) {
    thread_runs_ = false;
    return false;
  }
  thread_ = *std::move(thread);
  return true;
}

void Follower::stop() noexcept {
  stop_.request_stop();
  deliveries_->close();
  if (!thread_.joinable()) {
    return;
  }
  bool ended = false;
  if (thread_.get_id() != std::this_thread::get_id()) {
    std::unique_lock lock(mutex_);
    ended = thread_ended_.wait_for(lock, end_patience, [this] { return !thread_runs_; });
  }
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();  // it holds all that it uses, and ends when its callback does
  }
}

void Follower::follow() {
  const std::stop_token stop = stop_.get_token();
  for (Pace::Step step = first_step(); surroundings_.pause(step.pause, stop);) {
    if (stop.stop_requested()) {
      return;
    }
    step = round(step);
  }
}

Pace::Step Follower::first_step() {
  const std::lock_guard lock(mutex_);
  if (state_.failures > 0) {
    return pace_.after_failure(false, milliseconds(0));
  }
  const Pace::Step step = pace_.after_answer({.tagged = has_tag(present_.previous)});
  state_.following = following_of(present_.previous, step);
  return step;
}

Pace::Step Follower::round(const Pace::Step& step) {
  const Basis basis = next_basis();
  const auto began = surroundings_.monotonic();
  Result<Look> look =
      basis.remote ? basis.remote->look(basis.previous, step.wait, stop_.get_token()) : Look();
  const auto took = std::chrono::duration_cast<milliseconds>(surroundings_.monotonic() - began);
  if (!look) {
    tell_once(look.error());
    return pace_.after_failure(has_tag(basis.previous) && step.wait.count() > 0, took);
  }
  return look->got ? take_news(basis, *std::move(look), took) : take_no_news(basis, *look, took);
}

Pace::Step Follower::take_news(Basis basis, Look look, milliseconds took) {
  Got& got = *look.got;
  basis.previous = std::move(got.previous);
  const Pace::Step step =
      pace_.after_answer({look.asked_to_wait, look.waited, has_tag(basis.previous), false, took});
  kept_young_ = surroundings_.monotonic();
  const Following following = following_of(basis.previous, step);
  Config config = basis.layers->with(got.answer);
  publish(std::move(basis), std::move(config), following);
  return step;
}

Pace::Step Follower::take_no_news(const Basis& basis, const Look& look, milliseconds took) {
  const Pace::Step step =
      pace_.after_answer({look.asked_to_wait, look.waited, has_tag(basis.previous), true, took});
  bool confirmed = false;
  {
    const std::lock_guard lock(mutex_);
    confirmed = basis.remote && basis.remote == present_.remote;
    note_answer(following_of(basis.previous, step), confirmed);
  }
  if (confirmed && surroundings_.monotonic() - kept_young_ >= young_for) {
    kept_young_ = surroundings_.monotonic();
    if (auto kept = basis.remote->confirm(surroundings_.now()); !kept) {
      deliveries_->announce(std::move(kept).error());
    }
  }
  return step;
}

void Follower::tell_once(const Error& error) {
  bool known = false;
  {
    const std::lock_guard lock(mutex_);
    if (stop_.stop_requested()) {
      return;
    }
    known = state_.trouble && state_.trouble->text() == error.text();
    note_failure(error);
  }
  if (!known) {
    deliveries_->announce(error);
  }
}

}  // namespace cairn::client
