// Files named by digests.
#include "source/directory/kept_objects.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"

namespace cairn::source::directory {
namespace {

// Beyond so many new files one call for the whole file system is cheaper than one for each.
constexpr std::size_t single_syncs_max = 64;

Failure system_failure(const std::string& doing, const std::string& path) {
  return fail(ErrorCode::internal,
              doing + " '" + path + "': " + std::generic_category().message(errno));
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  const base::Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.open()) {
    return system_failure("creating", path);
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return system_failure("writing", path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_file(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return file.open() && ::fsync(file.number()) == 0 ? Result<void>()
                                                    : system_failure("syncing", path);
}

}  // namespace

Result<void> KeptObjects::prepare() const {
  if (auto made = base::make_directories(directory_); !made) {
    return made;
  }
  struct stat info {};
  if (::lstat(directory_.c_str(), &info) != 0) {
    return system_failure("looking at", directory_);
  }
  // What is read from here is believed.
  if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 0022U) != 0) {
    return fail(ErrorCode::failed_precondition,
                "'" + directory_ + "' is no directory of this user alone");
  }
  return {};
}

Result<void> KeptObjects::put(const std::string& digest, std::string_view bytes) {
  if (knows(digest)) {
    return {};
  }
  const std::string path = path_of(digest);
  const std::string fresh = path + ".new";
  struct stat info {};
  const bool created = ::lstat(path.c_str(), &info) != 0;
  auto written = write_file(fresh, bytes);
  if (written && ::rename(fresh.c_str(), path.c_str()) != 0) {
    written = system_failure("replacing", path);
  }
  if (!written) {
    ::unlink(fresh.c_str());
    return written;
  }
  pending_.push_back({digest, created});
  bytes_put_ += bytes.size();
  know(digest);
  return {};
}

Result<void> KeptObjects::sync() {
  if (pending_.empty()) {
    return {};
  }
  const base::Descriptor directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open()) {
    return system_failure("opening", directory_);
  }
  if (pending_.size() > single_syncs_max) {
    if (::syncfs(directory.number()) != 0) {
      return system_failure("syncing", directory_);
    }
  } else {
    for (const Pending& one : pending_) {
      if (auto synced = sync_file(path_of(one.digest)); !synced) {
        return synced;
      }
    }
    if (::fsync(directory.number()) != 0) {
      return system_failure("syncing", directory_);
    }
  }
  pending_.clear();
  return {};
}

void KeptObjects::undo() {
  for (const Pending& one : pending_) {
    doubt(one.digest);
    if (one.created) {  // Else an earlier state may need it.
      ::unlink(path_of(one.digest).c_str());
    }
  }
  pending_.clear();
}

Result<std::shared_ptr<const std::string>> KeptObjects::read(const std::string& digest,
                                                             std::size_t bytes_max) const {
  auto bytes = base::read_file(path_of(digest), bytes_max);
  if (!bytes) {
    return fail(ErrorCode::internal, "a kept file: " + bytes.error().message);
  }
  if (base::sha256_hex(*bytes) != digest) {
    return fail(ErrorCode::internal, "the kept file '" + path_of(digest) + "' is damaged");
  }
  return std::make_shared<const std::string>(*std::move(bytes));
}

std::size_t KeptObjects::remove_others(const std::unordered_set<std::string>& wanted) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory_.c_str()), &::closedir);
  std::size_t removed = 0;
  while (const dirent* entry = stream == nullptr ? nullptr : ::readdir(stream.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == ".." || wanted.count(name) != 0) {
      continue;
    }
    doubt(name);
    removed += ::unlink(path_of(name).c_str()) == 0 ? 1U : 0U;
  }
  return removed;
}

}  // namespace cairn::source::directory
