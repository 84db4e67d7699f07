// The queue and the threads of ThreadPool.
#include "base/thread_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace cairn::base {

ThreadPool::ThreadPool(std::size_t threads, std::size_t queue_max, int niceness)
    : queue_max_(queue_max), niceness_(niceness) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ready_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

bool ThreadPool::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_ || queue_.size() >= queue_max_) {
      return false;
    }
    queue_.push_back(std::move(job));
  }
  ready_.notify_one();
  return true;
}

void ThreadPool::run() {
  if (niceness_ != 0) {
    // Linux counts niceness by thread, lets everybody stand back further, and cuts off at its 19.
    const auto self = static_cast<id_t>(::gettid());
    (void)::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + niceness_);
  }
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) {
        return;
      }
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job();
  }
}

}  // namespace cairn::base
