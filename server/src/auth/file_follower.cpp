// See file_follower.hpp.
#include "auth/file_follower.hpp"

#include <sys/stat.h>

#include <utility>

namespace cairn::auth {

FileFollower::FileFollower(std::vector<std::string> files, std::chrono::milliseconds interval,
                           std::function<void()> changed)
    : files_(std::move(files)),
      interval_(interval),
      changed_(std::move(changed)),
      thread_([this] { run(); }) {}

FileFollower::~FileFollower() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::vector<FileFollower::Stamp> FileFollower::look() const {
  std::vector<Stamp> stamps;
  for (const std::string& file : files_) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
      status = {};
    }
    stamps.emplace_back(status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                        status.st_mtim.tv_nsec);
  }
  return stamps;
}

// The first look calls as well: what changed between the reading before and this look must count.
void FileFollower::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval_, [this] { return ending_; })) {
    lock.unlock();
    auto now = look();
    if (now != seen_) {
      seen_ = std::move(now);
      changed_();
    }
    lock.lock();
  }
}

}  // namespace cairn::auth
