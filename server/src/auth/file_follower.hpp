// FileFollower: a thread that looks at files at an interval and calls when one of them changed.
//
// Thread-safety: for its owner; `changed` is called on the thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace cairn::auth {

class FileFollower {
 public:
  FileFollower(std::vector<std::string> files, std::chrono::milliseconds interval,
               std::function<void()> changed);
  ~FileFollower();
  FileFollower(const FileFollower&) = delete;
  FileFollower& operator=(const FileFollower&) = delete;

 private:
  // Device, inode, size and time of last change; all 0 for a file that is not there.
  using Stamp = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

  [[nodiscard]] std::vector<Stamp> look() const;
  void run();

  const std::vector<std::string> files_;
  const std::chrono::milliseconds interval_;
  const std::function<void()> changed_;
  std::vector<Stamp> seen_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace cairn::auth
