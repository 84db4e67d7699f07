// See staged_file.hpp.
#include "cli/staged_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "base/descriptor.hpp"
#include "base/files.hpp"

namespace cairn::cli {
namespace {

constexpr mode_t mode_of_new = 0600;

Failure failure(const std::string& doing, const std::string& path) {
  return fail(ErrorCode::internal,
              doing + " '" + path + "': " + std::generic_category().message(errno));
}

// The file that a path leads to; the path itself where there is none yet.
std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&::free)> real(::realpath(path.c_str(), nullptr), ::free);
  return real == nullptr ? path : std::string(real.get());
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    content.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

// Mode and owner before the first byte, so that nobody reads what is not for them.
bool write_as(int file, std::string_view content, mode_t mode, const struct stat* present) {
  struct stat own {};
  if (::fstat(file, &own) != 0) {
    return false;
  }
  const bool other_owner =
      present != nullptr && (present->st_uid != own.st_uid || present->st_gid != own.st_gid);
  if (other_owner && ::fchown(file, present->st_uid, present->st_gid) != 0) {
    return false;
  }
  return ::fchmod(file, mode) == 0 && write_all(file, content) && ::fsync(file) == 0;
}

}  // namespace

Result<StagedFile> StagedFile::make(const std::string& path, std::string_view content,
                                    std::optional<mode_t> mode) {
  StagedFile staged;
  staged.path_ = real_path(path);
  const std::size_t slash = staged.path_.rfind('/');
  const std::string directory = slash == std::string::npos ? "" : staged.path_.substr(0, slash + 1);
  const std::string name = staged.path_.substr(directory.size());
  struct stat present {};
  const bool there = ::stat(staged.path_.c_str(), &present) == 0;
  if (there && !S_ISREG(present.st_mode)) {
    return fail(ErrorCode::internal, "'" + path + "' is no file");
  }
  // The name ends as the real one does: checks look at the extension.
  std::string pattern = directory + ".cairn-XXXXXX-" + name;
  const base::Descriptor file(
      ::mkostemps(pattern.data(), static_cast<int>(name.size()) + 1, O_CLOEXEC));
  if (!file.open()) {
    return failure("creating a file beside", staged.path_);
  }
  staged.staged_ = pattern;
  const mode_t wanted = mode.value_or(there ? present.st_mode & 07777U : mode_of_new);
  if (!write_as(file.number(), content, wanted, there ? &present : nullptr)) {
    return failure("writing beside", staged.path_);
  }
  if (there) {
    const auto old = base::read_file(staged.path_);
    staged.changes_ = !old || *old != content;
  }
  return staged;
}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : path_(std::move(other.path_)),
      staged_(std::exchange(other.staged_, std::string())),
      changes_(other.changes_) {}

StagedFile& StagedFile::operator=(StagedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(staged_, other.staged_);
  std::swap(changes_, other.changes_);
  return *this;
}

StagedFile::~StagedFile() {
  if (!staged_.empty()) {
    ::unlink(staged_.c_str());
  }
}

Result<void> StagedFile::swap() {
  if (::rename(staged_.c_str(), path_.c_str()) != 0) {
    return failure("replacing", path_);
  }
  staged_.clear();
  const std::size_t slash = path_.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  const base::Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open() || ::fsync(opened.number()) != 0) {
    return failure("syncing the directory of", path_);
  }
  return {};
}

}  // namespace cairn::cli
