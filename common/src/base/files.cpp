// Whole-file reads and replacements over POSIX calls.
#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/descriptor.hpp"

namespace cairn::base {
namespace {

Failure system_failure(const std::string& path, std::string_view doing) {
  const int reason = errno;
  return fail(reason == ENOENT ? ErrorCode::not_found : ErrorCode::internal,
              std::string(doing) + " '" + path + "': " + std::generic_category().message(reason));
}

Result<void> write_all(int file, const std::string& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return system_failure(path, "writing");
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) {
    return ".";
  }
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) {
    return system_failure(path, "opening");
  }
  std::string content;
  std::string block(64U * 1024, '\0');
  for (;;) {
    const ssize_t got = ::read(file.number(), block.data(), block.size());
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      return system_failure(path, "reading");
    }
    if (got == 0) {
      return content;
    }
    content.append(block, 0, static_cast<std::size_t>(got));
    if (content.size() > bytes_max) {
      return fail(ErrorCode::resource_exhausted,
                  "'" + path + "' is larger than " + std::to_string(bytes_max) + " bytes");
    }
  }
}

Result<void> replace_file(const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.open()) {
      return system_failure(fresh, "creating");
    }
    if (auto written = write_all(file.number(), fresh, content); !written) {
      ::unlink(fresh.c_str());
      return written;
    }
    if (::fsync(file.number()) != 0) {
      auto failure = system_failure(fresh, "syncing");
      ::unlink(fresh.c_str());
      return failure;
    }
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    auto failure = system_failure(path, "replacing");
    ::unlink(fresh.c_str());
    return failure;
  }
  const Descriptor directory(
      ::open(directory_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open() || ::fsync(directory.number()) != 0) {
    return system_failure(directory_of(path), "syncing");
  }
  return {};
}

Result<void> make_directories(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
      return system_failure(part, "making the directory");
    }
    if (end == std::string::npos) {
      break;
    }
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return fail(ErrorCode::internal, "'" + path + "' is not a directory");
  }
  return {};
}

}  // namespace cairn::base
