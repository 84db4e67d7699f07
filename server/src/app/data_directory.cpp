// The checks and the lock of the data directory.
#include "app/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>

#include "base/files.hpp"
#include "base/log.hpp"

namespace cairn::app {
namespace {

const base::Log& logger() {
  static const base::Log log("app");
  return log;
}

constexpr std::chrono::milliseconds lock_pause{10};

std::string named(const std::string& path) {
  return "the data directory '" + path + "' (cairn.data-dir)";
}

Failure system_failure(const std::string& path) {
  return fail(ErrorCode::internal, named(path) + ": " + std::generic_category().message(errno));
}

Failure refused(const std::string& path, const std::string& why) {
  return fail(ErrorCode::failed_precondition, named(path) + ' ' + why);
}

// Who can make a link here could lead us anywhere.
Result<void> check_link(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    return system_failure(path);
  }
  if (S_ISLNK(info.st_mode) && info.st_uid != 0 && info.st_uid != ::geteuid()) {
    return refused(path, "is a symbolic link of user " + std::to_string(info.st_uid));
  }
  return {};
}

Result<void> check_owner(const base::Descriptor& directory, const std::string& path) {
  struct stat info {};
  if (::fstat(directory.number(), &info) != 0) {
    return system_failure(path);
  }
  if (info.st_uid != ::geteuid()) {
    return refused(path, "is owned by user " + std::to_string(info.st_uid) +
                             ", this process is user " + std::to_string(::geteuid()));
  }
  if ((info.st_mode & 0022U) != 0) {
    return refused(path, "can be written to by other users");
  }
  if ((info.st_mode & 0077U) != 0 && ::fchmod(directory.number(), 0700) != 0) {
    logger().warn("the data directory can be read by others",
                  {{"path", path}, {"reason", std::generic_category().message(errno)}});
  }
  return {};
}

// By errno, 0 once it is locked.
int lock(const base::Descriptor& directory, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (::flock(directory.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() >= end) {
      return errno;
    }
    std::this_thread::sleep_for(lock_pause);
  }
  return 0;
}

}  // namespace

Result<DataDirectory> DataDirectory::claim(const std::string& path,
                                           std::chrono::milliseconds patience) {
  if (auto made = base::make_directories(path); !made) {
    return fail(std::move(made).error(), "the data directory");
  }
  if (auto checked = check_link(path); !checked) {
    return fail(std::move(checked).error());
  }
  base::Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open()) {
    return system_failure(path);
  }
  if (auto checked = check_owner(directory, path); !checked) {
    return fail(std::move(checked).error());
  }
  errno = lock(directory, patience);
  if (errno != 0) {
    return errno == EWOULDBLOCK ? refused(path, "is in use by another server")
                                : system_failure(path);
  }
  return DataDirectory(std::move(directory));
}

}  // namespace cairn::app
