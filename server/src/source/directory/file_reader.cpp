// stat, read, stat.
#include "source/directory/file_reader.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

#include "base/descriptor.hpp"

namespace cairn::source::directory {
namespace {

constexpr int attempts_max = 3;

Failure system_failure(const std::string& doing, int reason) {
  return fail(ErrorCode::internal, doing + ": " + std::generic_category().message(reason));
}

// All bytes, at most `bytes_max` + 1; nullopt with errno when the system refuses.
std::optional<std::string> read_all(int file, std::size_t bytes_expected, std::size_t bytes_max) {
  // One more than expected, so that the end is seen without another allocation.
  std::string bytes(std::min(bytes_expected, bytes_max) + 1, '\0');
  std::size_t got = 0;
  for (;;) {
    if (got == bytes.size()) {
      if (got > bytes_max) {
        return bytes;
      }
      bytes.resize(std::min(2 * got, bytes_max + 1));
    }
    const ssize_t count = ::read(file, bytes.data() + got, bytes.size() - got);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return std::nullopt;
    }
    if (count == 0) {
      bytes.resize(got);
      bytes.shrink_to_fit();  // Kept for long.
      return bytes;
    }
    got += static_cast<std::size_t>(count);
  }
}

Result<ReadOutcome> not_opened(const std::string& name, const Stamp& found, int reason) {
  switch (reason) {
    case EACCES:
    case EPERM:
      return ReadOutcome(Unreadable{found, std::generic_category().message(reason)});
    case ENOENT:
    case ENOTDIR:
    case ELOOP:   // a symbolic link now
    case ENXIO:   // a socket now
    case ESTALE:  // gone from a network file system
      return ReadOutcome(NotAFile{});
    default:
      return system_failure("opening '" + name + "'", reason);
  }
}

Result<ReadOutcome> read_once(int directory, const std::string& name, const Stamp& found,
                              std::size_t bytes_max) {
  const base::Descriptor file(
      ::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.open()) {
    return not_opened(name, found, errno);
  }
  struct stat before {};
  struct stat after {};
  if (::fstat(file.number(), &before) != 0) {
    return system_failure("looking at '" + name + "'", errno);
  }
  if (!S_ISREG(before.st_mode)) {
    return ReadOutcome(NotAFile{});
  }
  const Stamp stamp = Stamp::of(before);
  auto bytes = read_all(file.number(), static_cast<std::size_t>(stamp.size_bytes), bytes_max);
  if (!bytes) {
    return errno == ESTALE ? Result<ReadOutcome>(NotAFile{})
                           : system_failure("reading '" + name + "'", errno);
  }
  if (::fstat(file.number(), &after) != 0) {
    return system_failure("looking at '" + name + "'", errno);
  }
  if (bytes->size() > bytes_max || !(Stamp::of(after) == stamp) ||
      static_cast<std::int64_t>(bytes->size()) != stamp.size_bytes) {
    return ReadOutcome(Torn{});
  }
  return ReadOutcome(ReadFile{stamp, *std::move(bytes)});
}

}  // namespace

Result<ReadOutcome> read_regular_file(int directory, const std::string& name, const Stamp& found,
                                      std::size_t bytes_max) {
  for (int attempt = 1;; ++attempt) {
    auto outcome = read_once(directory, name, found, bytes_max);
    if (!outcome || !std::holds_alternative<Torn>(*outcome) || attempt == attempts_max) {
      return outcome;
    }
  }
}

}  // namespace cairn::source::directory
