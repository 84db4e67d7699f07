// The mirror's directory: lock, repairs and the bare repository in it.
#include "source/git/mirror.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/git/libgit2.hpp"
#include "source/git/ssh_access.hpp"

namespace cairn::source::git {
namespace {

namespace fs = std::filesystem;

// What git asks of a repository beside refs and objects. Written by us alone, so it can be
// repaired.
constexpr std::string_view head_text = "ref: refs/heads/main\n";
constexpr std::string_view config_text =
    "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";

Failure system_failure(const std::string& doing) {
  return fail(ErrorCode::internal, doing + ": " + std::generic_category().message(errno));
}

// Nobody else may write here: what is read from here is believed.
Result<void> check_owner(int directory, const std::string& path) {
  struct stat info {};
  if (::fstat(directory, &info) != 0) {
    return system_failure("looking at '" + path + "'");
  }
  if (info.st_uid != ::geteuid()) {
    return fail(ErrorCode::failed_precondition,
                "'" + path + "' is owned by user " + std::to_string(info.st_uid) +
                    ", this process is user " + std::to_string(::geteuid()));
  }
  if ((info.st_mode & 0022U) != 0) {
    return fail(ErrorCode::failed_precondition, "'" + path + "' can be written to by other users");
  }
  return {};
}

// What a killed git leaves behind and then trips over, or never removes.
bool is_leftover(const fs::path& file) {
  const std::string name = file.filename().string();
  return file.extension() == ".lock" || name.rfind("tmp_", 0) == 0 || name.rfind(".tmp-", 0) == 0;
}

void remove_leftovers(const std::string& repository) {
  std::error_code problem;
  std::vector<fs::path> leftovers;
  fs::recursive_directory_iterator files(repository, problem);
  for (; !problem && files != fs::recursive_directory_iterator(); files.increment(problem)) {
    if (is_leftover(files->path()) && !files->is_directory(problem)) {
      leftovers.push_back(files->path());
    }
  }
  for (const fs::path& file : leftovers) {
    fs::remove(file, problem);  // What stays is git's to complain about.
  }
  fs::remove_all(fs::path(repository).parent_path() / "fresh.git", problem);
}

Result<void> write_if_different(const std::string& path, std::string_view content) {
  const auto present = base::read_file(path);
  if (present && *present == content) {
    return {};
  }
  return base::replace_file(path, content);
}

std::string quoted(const std::string& path) {
  return '"' + base::replace_all(base::replace_all(path, "\\", "\\\\"), "\"", "\\\"") + '"';
}

// The names by which git may come to know a local repository.
std::string safe_directories(const std::string& local) {
  if (local.empty() || local.find('\n') != std::string::npos) {
    return {};
  }
  std::set<std::string> paths;
  std::error_code problem;
  for (const char* end : {"", "/.git", ".git", ".git/.git"}) {
    paths.insert(local + end);
    const fs::path real = fs::canonical(local + end, problem);
    if (!problem) {
      paths.insert(real.string());
    }
  }
  std::string text = "[safe]\n";
  for (const std::string& path : paths) {
    text += "\tdirectory = " + quoted(path) + '\n';
  }
  return text;
}

Result<void> make_bare_repository(const std::string& path) {
  git_repository_init_options options{};
  if (::git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION) != 0) {
    return libgit2_failure("making '" + path + "'");
  }
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKDIR;
  options.mode = 0700;
  git_repository* repository = nullptr;
  if (::git_repository_init_ext(&repository, path.c_str(), &options) != 0) {
    return libgit2_failure("making '" + path + "'");
  }
  const RepositoryHandle owned(repository);
  return {};
}

Result<void> rename(const std::string& from, const std::string& to) {
  std::error_code problem;
  fs::rename(from, to, problem);
  if (problem) {
    return fail(ErrorCode::internal,
                "renaming '" + from + "' to '" + to + "': " + problem.message());
  }
  return {};
}

}  // namespace

Mirror::Mirror(std::string directory, int lock)
    : directory_(std::move(directory)),
      lock_(lock),
      program_(directory_, directory_ + "/gitconfig") {}

Mirror::~Mirror() {
  ::close(lock_);
}

Result<std::unique_ptr<Mirror>> Mirror::open(const std::string& directory, const Address& address) {
  if (auto made = base::make_directories(directory); !made) {
    return fail(std::move(made).error());
  }
  const int lock = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (lock < 0) {
    return system_failure("opening '" + directory + "'");
  }
  std::unique_ptr<Mirror> mirror(new Mirror(directory, lock));
  if (auto checked = check_owner(lock, directory); !checked) {
    return fail(std::move(checked).error());
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK
               ? fail(ErrorCode::failed_precondition,
                      "'" + directory + "' is in use by another process or repository")
               : system_failure("locking '" + directory + "'");
  }
  remove_leftovers(mirror->repository());
  if (auto written = write_if_different(directory + "/gitconfig", safe_directories(address.local));
      !written) {
    return fail(std::move(written).error());
  }
  if (address.protocol == "ssh") {
    if (auto written = write_askpass(mirror->askpass()); !written) {
      return fail(std::move(written).error());
    }
  }
  return mirror;
}

Result<void> Mirror::prepare() const {
  std::error_code problem;
  const bool has_objects = fs::exists(repository() + "/objects", problem);
  if (!has_objects && fs::exists(repository(), problem)) {
    if (auto moved = set_aside(); !moved) {
      return moved;
    }
  }
  if (!has_objects) {
    if (auto made = make_bare_repository(repository()); !made) {
      return made;
    }
  }
  fs::create_directories(repository() + "/refs", problem);
  if (problem) {
    return fail(ErrorCode::internal, "making '" + repository() + "/refs': " + problem.message());
  }
  auto written = write_if_different(repository() + "/HEAD", head_text);
  return written ? write_if_different(repository() + "/config", config_text) : written;
}

void Mirror::sweep() const {
  remove_leftovers(repository());
}

Result<void> Mirror::restore(const std::set<std::string>& commits) const {
  sweep();
  std::string packed = "# pack-refs with: peeled fully-peeled sorted \n";
  for (const std::string& commit : commits) {
    packed += commit + ' ' + pin_ref(commit) + '\n';
  }
  if (auto written = write_if_different(repository() + "/packed-refs", packed); !written) {
    return written;
  }
  // Only now: until here each commit was pinned by the loose refs.
  std::error_code problem;
  fs::remove_all(repository() + "/refs", problem);
  return problem ? fail(ErrorCode::internal,
                        "removing '" + repository() + "/refs': " + problem.message())
                 : prepare();
}

Result<void> Mirror::set_aside() const {
  std::error_code problem;
  fs::remove_all(directory_ + "/damaged.git", problem);
  return rename(repository(), directory_ + "/damaged.git");
}

Result<std::string> Mirror::prepare_fresh() const {
  const std::string fresh = directory_ + "/fresh.git";
  std::error_code problem;
  fs::remove_all(fresh, problem);
  if (auto made = make_bare_repository(fresh); !made) {
    return fail(std::move(made).error());
  }
  return fresh;
}

Result<void> Mirror::adopt_fresh() const {
  if (auto moved = set_aside(); !moved) {
    return moved;
  }
  return rename(directory_ + "/fresh.git", repository());
}

}  // namespace cairn::source::git
