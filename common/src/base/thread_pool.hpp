// ThreadPool: a fixed number of threads that run short jobs from a bounded queue, in order.
//
// A job must not throw. The destructor runs what is queued, then ends the threads.
//
// Thread-safety: post() may be called from any thread, also from a job.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cairn::base {

class ThreadPool {
 public:
  using Job = std::function<void()>;

  // `niceness`: by how much the threads stand back behind the other threads of the process.
  ThreadPool(std::size_t threads, std::size_t queue_max, int niceness = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // False, and the job is dropped, when `queue_max` jobs wait already or the pool is ending.
  [[nodiscard]] bool post(Job job);

 private:
  void run();

  const std::size_t queue_max_;
  const int niceness_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> queue_;  // Guarded by mutex_.
  bool ending_ = false;    // Guarded by mutex_.
  std::vector<std::thread> threads_;
};

}  // namespace cairn::base
