// Files relative to an open directory, so that nothing in between can be exchanged.
#include "cache/private_directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "base/files.hpp"

namespace cairn::cache {
namespace {

// A writer that was killed leaves its fresh file behind; those of an hour ago are removed by the
// next.
constexpr time_t leftover_seconds = 3600;
constexpr std::string_view fresh_suffix = ".new";

std::string words(int reason) {
  return std::generic_category().message(reason);
}

tl::unexpected<Miss> missed(const std::string& path, int reason) {
  if (reason == ENOENT) {
    return miss(Reason::absent, "'" + path + "' is not there");
  }
  if (reason == ELOOP || reason == ENOTDIR) {
    return miss(Reason::unsafe, "'" + path + "' is or passes a symbolic link");
  }
  return miss(Reason::unreadable, "opening '" + path + "': " + words(reason));
}

// Why the opened thing is not this user's alone; "" when it is.
std::string unsafe_because(const struct stat& info) {
  if (info.st_uid != ::geteuid()) {
    return "belongs to another user";
  }
  return (info.st_mode & 077U) != 0 ? "is open to other users" : "";
}

Found<std::string> read_opened(const base::Descriptor& file, const std::string& path,
                               std::size_t bytes_max) {
  struct stat info {};
  if (::fstat(file.number(), &info) != 0) {
    return miss(Reason::unreadable, "looking at '" + path + "': " + words(errno));
  }
  const std::string because = S_ISREG(info.st_mode) ? unsafe_because(info) : "is no file";
  if (!because.empty()) {
    return miss(Reason::unsafe, "'" + path + "' " + because);
  }
  std::string content;
  std::array<char, 64 * 1024> block{};
  for (;;) {
    const ssize_t got = ::read(file.number(), block.data(), block.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return miss(Reason::unreadable, "reading '" + path + "': " + words(errno));
    }
    if (got == 0) {
      return content;
    }
    if (static_cast<std::size_t>(got) > bytes_max - content.size()) {
      return miss(Reason::too_large,
                  "'" + path + "' is larger than " + std::to_string(bytes_max) + " bytes");
    }
    content.append(block.data(), static_cast<std::size_t>(got));
  }
}

// O_NONBLOCK: a named pipe in this place must not hold the reader.
constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    content.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return true;
}

// Calls back for each entry of a directory that can be looked at. False, with errno, when the
// directory cannot be read.
template <typename Each>
bool walk(int directory, const Each& each) {
  const int number = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* listing = number < 0 ? nullptr : ::fdopendir(number);  // takes the descriptor
  if (listing == nullptr) {
    if (number >= 0) {
      ::close(number);
    }
    return false;
  }
  while (const dirent* entry = ::readdir(listing)) {
    struct stat info {};
    if (::fstatat(number, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
      each(entry->d_name, info);
    }
  }
  ::closedir(listing);
  return true;
}

std::string random_suffix() {
  std::uint64_t number = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) != 1) {
    number = static_cast<std::uint64_t>(::getpid());  // O_EXCL still keeps writers apart
  }
  return std::to_string(number);
}

}  // namespace

Failure PrivateDirectory::failure(std::string_view doing, const std::string& name) const {
  const int reason = errno;
  return fail(ErrorCode::internal,
              std::string(doing) + " '" + path_ + '/' + name + "': " + words(reason));
}

Found<PrivateDirectory> PrivateDirectory::open(const std::string& path) {
  base::Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!directory.open()) {
    return missed(path, errno);
  }
  struct stat info {};
  if (::fstat(directory.number(), &info) != 0) {
    return miss(Reason::unreadable, "looking at '" + path + "': " + words(errno));
  }
  if (const std::string because = unsafe_because(info); !because.empty()) {
    return miss(Reason::unsafe, "the directory '" + path + "' " + because);
  }
  return PrivateDirectory(path, std::move(directory));
}

Found<PrivateDirectory> PrivateDirectory::make(const std::string& path) {
  auto opened = open(path);
  if (opened || opened.error().reason != Reason::absent) {
    return opened;
  }
  if (auto made = base::make_directories(path); !made) {
    return miss(Reason::unreadable, made.error().message);
  }
  return open(path);
}

Found<std::string> PrivateDirectory::read(const std::string& name, std::size_t bytes_max) const {
  const std::string path = path_ + '/' + name;
  const base::Descriptor file(::openat(directory_.number(), name.c_str(), read_flags));
  if (!file.open()) {
    return missed(path, errno);
  }
  return read_opened(file, path, bytes_max);
}

Found<std::string> read_private_file(const std::string& path, std::size_t bytes_max) {
  const base::Descriptor file(::open(path.c_str(), read_flags));
  if (!file.open()) {
    return missed(path, errno);
  }
  return read_opened(file, path, bytes_max);
}

// Writes a file under a name of its own and brings it to the disk. Returns that name.
Result<std::string> PrivateDirectory::write_fresh(const std::string& name,
                                                  std::string_view content) const {
  sweep();
  const std::string fresh = '.' + name + '.' + random_suffix() + std::string(fresh_suffix);
  const base::Descriptor file(::openat(directory_.number(), fresh.c_str(),
                                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.open()) {
    return failure("creating", fresh);
  }
  // A umask can only have taken bits away; nobody else gets any.
  if (!write_all(file.number(), content) || ::fchmod(file.number(), 0600) != 0 ||
      ::fsync(file.number()) != 0) {
    auto problem = failure("writing", fresh);
    ::unlinkat(directory_.number(), fresh.c_str(), 0);
    return problem;
  }
  return fresh;
}

Result<void> PrivateDirectory::replace(const std::string& name, std::string_view content) const {
  auto fresh = write_fresh(name, content);
  if (!fresh) {
    return fail(std::move(fresh).error());
  }
  if (::renameat(directory_.number(), fresh->c_str(), directory_.number(), name.c_str()) != 0) {
    auto problem = failure("replacing", name);
    ::unlinkat(directory_.number(), fresh->c_str(), 0);
    return problem;
  }
  return ::fsync(directory_.number()) == 0 ? Result<void>() : failure("syncing", name);
}

Result<bool> PrivateDirectory::create(const std::string& name, std::string_view content) const {
  auto fresh = write_fresh(name, content);
  if (!fresh) {
    return fail(std::move(fresh).error());
  }
  const int linked =
      ::linkat(directory_.number(), fresh->c_str(), directory_.number(), name.c_str(), 0);
  const bool there = linked != 0 && errno == EEXIST;
  Result<bool> made = linked == 0 || there ? Result<bool>(!there) : failure("creating", name);
  ::unlinkat(directory_.number(), fresh->c_str(), 0);
  if (made && ::fsync(directory_.number()) != 0) {
    return failure("syncing", name);
  }
  return made;
}

Result<void> PrivateDirectory::remove(const std::string& name) const {
  if (::unlinkat(directory_.number(), name.c_str(), 0) != 0 && errno != ENOENT) {
    return failure("removing", name);
  }
  return {};
}

Found<std::vector<std::pair<std::string, std::size_t>>> PrivateDirectory::files() const {
  std::vector<std::pair<std::string, std::size_t>> files;
  const bool read = walk(directory_.number(), [&](const char* name, const struct stat& info) {
    if (!S_ISDIR(info.st_mode)) {
      files.emplace_back(name, static_cast<std::size_t>(info.st_size));
    }
  });
  if (!read) {
    return miss(Reason::unreadable, "reading '" + path_ + "': " + words(errno));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Best effort: what cannot be removed now is left to the next writer.
void PrivateDirectory::sweep() const {
  (void)walk(directory_.number(), [this](const char* name, const struct stat& info) {
    const std::string_view file = name;
    if (file.starts_with('.') && file.ends_with(fresh_suffix) &&
        ::time(nullptr) - info.st_mtime > leftover_seconds) {
      ::unlinkat(directory_.number(), name, 0);
    }
  });
}

}  // namespace cairn::cache
