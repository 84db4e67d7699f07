// HEAD, lock, files, and HEAD again.
#include "source/work_tree/work_tree.hpp"

#include <sys/stat.h>

#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"

namespace cairn::source::work_tree {
namespace {

constexpr std::size_t small_file_bytes_max = 64U * 1024;
constexpr int pauses_of_rest = 4;
constexpr std::int64_t lock_is_left_over_ns = 60'000'000'000;
constexpr std::string_view branch_ref = "ref: refs/heads/";
constexpr std::string_view git_file = "gitdir: ";

std::string joined(const std::string& directory, const std::string& path) {
  return path.front() == '/' ? path : directory + '/' + path;
}

// The branch that HEAD names, "" when it names a commit.
Result<std::string> branch_of(const std::string& git_directory) {
  const auto head = base::read_file(git_directory + "/HEAD", small_file_bytes_max);
  if (!head) {
    return fail(ErrorCode::unavailable, head.error().message);
  }
  const std::string_view text = base::trim(*head);
  const bool named = text.substr(0, branch_ref.size()) == branch_ref;
  return std::string(named ? text.substr(branch_ref.size()) : std::string_view());
}

directory::Scanner::Options at_root(directory::Scanner::Options options, const std::string& path) {
  options.directories = {path};
  return with_defaults(std::move(options));
}

}  // namespace

std::optional<std::string> git_directory_of(const std::string& path) {
  std::string git = path + "/.git";
  struct stat info {};
  if (::lstat(git.c_str(), &info) != 0) {
    return std::nullopt;
  }
  if (S_ISREG(info.st_mode)) {
    const auto file = base::read_file(git, small_file_bytes_max);
    const std::string_view text = file ? base::trim(*file) : std::string_view();
    if (text.substr(0, git_file.size()) != git_file || text.size() == git_file.size()) {
      return std::nullopt;
    }
    git = joined(path, std::string(text.substr(git_file.size())));
  } else if (!S_ISDIR(info.st_mode)) {
    return std::nullopt;
  }
  return ::stat((git + "/HEAD").c_str(), &info) == 0 ? std::optional(git) : std::nullopt;
}

std::string common_directory_of(const std::string& git_directory) {
  const auto file = base::read_file(git_directory + "/commondir", small_file_bytes_max);
  const std::string_view text = file ? base::trim(*file) : std::string_view();
  return text.empty() ? git_directory : joined(git_directory, std::string(text));
}

WorkTree::WorkTree(const std::string& path, directory::Scanner::Options options)
    : path_(directory::normal_path(path)),
      options_(at_root(std::move(options), path_)),
      scanner_(options_) {}

Result<WorkTree::Moment> WorkTree::moment() const {
  const auto git = git_directory_of(path_);
  if (!git) {
    return fail(ErrorCode::unavailable, "'" + path_ + "' is no work tree of Git");
  }
  Moment moment;
  moment.git_directory = *git;
  const std::int64_t now = options_.wall_clock_ns();
  struct stat info {};
  if (::lstat((*git + "/index.lock").c_str(), &info) == 0) {
    moment.at_rest = now - directory::Stamp::of(info).modified_ns >= lock_is_left_over_ns;
  }
  if (::lstat((*git + "/index").c_str(), &info) == 0) {
    moment.index = directory::Stamp::of(info);
    const std::int64_t age = now - moment.index.changed_ns;
    const std::chrono::nanoseconds rest = pauses_of_rest * options_.settle_pause;
    moment.at_rest = moment.at_rest && (age < 0 || age >= rest.count());
  }
  auto branch = branch_of(*git);
  if (!branch) {
    return fail(std::move(branch).error());
  }
  moment.branch = *std::move(branch);
  return moment;
}

Result<WorkTree::Look> WorkTree::look(const std::stop_token& stop) {
  for (int round = 1; round <= options_.rounds_max && !stop.stop_requested(); ++round) {
    const auto before = moment();
    if (!before) {
      return fail(before.error());
    }
    if (!before->at_rest) {
      options_.pause(options_.settle_pause, stop);
      continue;
    }
    auto state = scanner_.look(stop);
    if (!state) {
      return fail(std::move(state).error());
    }
    const auto after = moment();
    if (!after) {
      return fail(after.error());
    }
    if (*after == *before) {
      return Look{before->branch, *std::move(state)};
    }
  }
  return fail(ErrorCode::unavailable, "Git is at work in '" + path_ + "'; the last state is kept");
}

}  // namespace cairn::source::work_tree
