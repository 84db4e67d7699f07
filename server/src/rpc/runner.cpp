// See runner.hpp.
#include "rpc/runner.hpp"

#include <pthread.h>

#include <utility>

namespace cairn::rpc {

void Runner::start(std::chrono::milliseconds interval, Job tick) {
  {
    const std::lock_guard lock(mutex_);
    ending_ = false;
  }
  thread_ = std::thread([this, interval, tick = std::move(tick)] {
    ::pthread_setname_np(::pthread_self(), "cairn-grpc");
    run(interval, tick);
  });
}

void Runner::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_) {
      return;
    }
    jobs_.push_back(std::move(job));
  }
  came_.notify_one();
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  came_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Runner::run(std::chrono::milliseconds interval, const Job& tick) {
  auto next_tick = std::chrono::steady_clock::now() + interval;
  std::unique_lock lock(mutex_);
  while (!ending_ || !jobs_.empty()) {
    came_.wait_until(lock, next_tick, [this] { return ending_ || !jobs_.empty(); });
    std::deque<Job> jobs = std::exchange(jobs_, {});
    lock.unlock();
    for (const Job& job : jobs) {
      job();
    }
    if (const auto now = std::chrono::steady_clock::now(); now >= next_tick) {
      tick();
      next_tick = now + interval;
    }
    jobs.clear();  // what they hold ends without the lock
    lock.lock();
  }
}

}  // namespace cairn::rpc
