// The queue and the threads of ThreadPool.
#include "base/thread_pool.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace cairn::base {
namespace {

constexpr std::uint64_t longest_slice_ns = 100'000'000;  // what Linux takes at most
constexpr int niceness_max = 19;

// What sched_setattr(2) takes. glibc has no name for it before 2.41, and Linux's own header does
// not go together with <pthread.h>.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = SCHED_BATCH;
  std::uint64_t flags = 0;
  std::int32_t niceness = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = longest_slice_ns;
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);  // SCHED_ATTR_SIZE_VER0

// Makes this thread less important than the others. Niceness alone says how much of a busy
// processor it gets; since 6.6 Linux lets it finish its slice before a thread that wakes up may
// run. One that asked for a longer slice (6.12) does not get to: whoever wakes up with a shorter
// one comes first.
void stand_back(int niceness) {
  const auto self = static_cast<id_t>(::gettid());
  const int wanted = std::min(::getpriority(PRIO_PROCESS, self) + niceness, niceness_max);
  SchedulingAttributes attributes;
  attributes.niceness = wanted;
  if (::syscall(SYS_sched_setattr, 0, &attributes, 0U) != 0) {
    // A sandbox may forbid it, not this: everybody may stand back further.
    (void)::setpriority(PRIO_PROCESS, self, wanted);
  }
}

}  // namespace

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
    stand_back(niceness_);
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
