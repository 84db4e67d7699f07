// ChangeWatch: tells within milliseconds that something changed in directories, with inotify.
//
// It is a hint and nothing else: what it misses (a network file system, more directories than the
// system allows, a queue that ran over) is found by the next scan by interval.
//
// Thread-safety: all functions may be called from any thread. `changed` runs on a thread of its
// own, one call at a time, and must be short.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "base/log.hpp"

namespace cairn::source::directory {

class ChangeWatch {
 public:
  // The system calls, for tests of what happens when they fail.
  struct Calls {
    std::function<int()> init;                                // as inotify_init1
    std::function<int(int, const char*, std::uint32_t)> add;  // as inotify_add_watch
  };
  struct Options {
    std::size_t directories_max = 8'192;         // more are not watched
    std::chrono::milliseconds spacing_min{100};  // between two calls of `changed`
    Calls calls;                                 // default: the system's
  };

  ChangeWatch(Options options, std::function<void()> changed);
  ~ChangeWatch();
  ChangeWatch(const ChangeWatch&) = delete;
  ChangeWatch& operator=(const ChangeWatch&) = delete;

  // Watches exactly these from now on, as far as the system lets it: false when not all.
  [[nodiscard]] bool watch(const std::vector<std::string>& directories);

 private:
  void run(const std::stop_token& stop);
  [[nodiscard]] bool drain();
  void note_failure(const std::string& doing, int reason);

  const Options options_;
  const std::function<void()> changed_;
  const base::Log log_{"source.directory"};
  const base::Descriptor events_;  // not open where there is no inotify
  const base::Descriptor ending_;  // written to when it is over
  std::mutex mutex_;
  std::set<int> watched_;     // Guarded by mutex_: watch descriptors.
  std::string last_failure_;  // Guarded by mutex_: told once.
  std::jthread thread_;       // The last: it uses all the others.
};

}  // namespace cairn::source::directory
