// Runner: one thread that does jobs in the order in which they came, and looks round at an
// interval.
//
// Thread-safety: post() may be called from any thread, also from a job and after the end; stop() is
// for the owner.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace cairn::rpc {

class Runner {
 public:
  using Job = std::function<void()>;

  Runner() = default;
  ~Runner() { stop(); }
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // `tick` is called by the thread, about so often. Call once.
  void start(std::chrono::milliseconds interval, Job tick);

  // A job must not throw. After stop() it is dropped.
  void post(Job job);

  // Does what was posted, then ends the thread.
  void stop();

 private:
  void run(std::chrono::milliseconds interval, const Job& tick);

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Job> jobs_;  // Guarded by mutex_.
  bool ending_ = true;    // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace cairn::rpc
