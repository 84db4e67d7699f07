// The walk: names, stamps, and the content of what changed.
#include "source/directory/scan.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <system_error>

#include "base/text.hpp"
#include "source/directory/file_reader.hpp"

namespace cairn::source::directory {
namespace {

// How far apart two changes may be and still get the same time: most file systems count in
// milliseconds, some in (two) seconds.
constexpr std::int64_t same_time_ns = 2'000'000'000;

std::string words_of(int reason) {
  return std::generic_category().message(reason);
}

Failure system_failure(const std::string& doing, int reason) {
  return fail(ErrorCode::internal, doing + ": " + words_of(reason));
}

// What an errno means for a name that was there a moment ago.
bool went_away(int reason) {
  return reason == ENOENT || reason == ENOTDIR || reason == ELOOP || reason == ESTALE;
}

// The names in a directory, sorted, without those that are never served.
Result<std::vector<std::string>> names_in(const base::Descriptor& directory,
                                          const std::string& path, std::size_t names_max) {
  // Of its own: reading moves a position that a copy of the descriptor would share.
  const int copy = ::openat(directory.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) {
    return system_failure("listing '" + path + "'", errno);
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy), &::closedir);
  if (stream == nullptr) {
    const int reason = errno;
    ::close(copy);
    return system_failure("listing '" + path + "'", reason);
  }
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* found = ::readdir(stream.get());
    if (found == nullptr) {
      break;
    }
    const std::string_view name = found->d_name;
    if (name == "." || name == ".." || base::equals_ignoring_case(name, ".git")) {
      continue;
    }
    // One beyond the limit is enough to refuse it.
    if (names.size() > names_max) {
      break;
    }
    names.emplace_back(name);
  }
  if (errno != 0) {
    return system_failure("listing '" + path + "'", errno);
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A name for a content that is not read.
std::string unread_text(const Stamp& stamp) {
  return "unread " + std::to_string(stamp.size_bytes) + ' ' + std::to_string(stamp.modified_ns);
}

}  // namespace

bool Scan::leave_unsettled(const std::string& path) {
  if (unsettled_.empty()) {
    unsettled_ = path;
  }
  return false;
}

bool Scan::may_be_stale(const FileNode& before) const {
  const std::int64_t last = std::max(before.stamp.modified_ns, before.stamp.changed_ns);
  return last + same_time_ns >= trusted_before_ns_;
}

Result<std::shared_ptr<const DirectoryNode>> Scan::run(const base::Descriptor& root,
                                                       const std::string& path,
                                                       const Node& before) {
  return walk(root, path, before, 1);
}

Result<Scan::Node> Scan::walk(const base::Descriptor& directory, const std::string& path,
                              const Node& before, std::size_t depth) {
  if (depth > options_.limits.depth_max) {
    return fail(ErrorCode::failed_precondition,
                "'" + path + "': the limit for directories inside each other is " +
                    std::to_string(options_.limits.depth_max));
  }
  struct stat info {};
  if (::fstat(directory.number(), &info) != 0) {
    return system_failure("looking at '" + path + "'", errno);
  }
  const Stamp stamp = Stamp::of(info);
  const auto names = names_in(directory, path, options_.limits.entries_max);
  if (!names) {
    return fail(names.error());
  }
  std::vector<Entry> entries;
  entries.reserve(names->size());
  const std::string prefix = path == "/" ? path : path + '/';
  for (const std::string& name : *names) {
    std::string entry_path = prefix;
    entry_path += name;
    const Entry* known = before == nullptr ? nullptr : before->find(name);
    Entry entry{name, {}};
    const auto added = add(Place{directory.number(), name, entry_path, known}, entry, depth);
    if (!added) {
      return fail(added.error());
    }
    if (*added) {
      entries.push_back(std::move(entry));
    }
  }
  if (before != nullptr && before->stamp() == stamp && before->entries() == entries) {
    return before;
  }
  return std::make_shared<const DirectoryNode>(stamp, std::move(entries));
}

Result<bool> Scan::add(const Place& place, Entry& entry, std::size_t depth) {
  if (stop_.stop_requested()) {
    return fail(ErrorCode::unavailable, "stopped while scanning '" + place.path + "'");
  }
  struct stat info {};
  if (::fstatat(place.parent, place.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (went_away(errno)) {
      return leave_unsettled(place.path);
    }
    return system_failure("looking at '" + place.path + "'", errno);
  }
  const bool served = S_ISREG(info.st_mode) || S_ISDIR(info.st_mode) || S_ISLNK(info.st_mode);
  if (!served) {
    return false;
  }
  if (++entries_ > options_.limits.entries_max) {
    return fail(ErrorCode::failed_precondition,
                "'" + place.path + "': the limit for files, links and directories together is " +
                    std::to_string(options_.limits.entries_max));
  }
  if (S_ISDIR(info.st_mode)) {
    return add_directory(place, entry, depth);
  }
  return S_ISLNK(info.st_mode) ? add_link(place, entry) : add_file(place, entry, Stamp::of(info));
}

Result<bool> Scan::add_directory(const Place& place, Entry& entry, std::size_t depth) {
  const base::Descriptor directory(
      ::openat(place.parent, place.name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory.open()) {
    const int reason = errno;
    if (went_away(reason)) {
      return leave_unsettled(place.path);
    }
    if (reason != EACCES && reason != EPERM) {
      return system_failure("opening '" + place.path + "'", reason);
    }
    if (left_out_.empty()) {
      left_out_ = place.path + ": " + words_of(reason);
    }
    return false;
  }
  const auto* known = place.before == nullptr ? nullptr : place.before->directory();
  auto node = walk(directory, place.path, known == nullptr ? nullptr : *known, depth + 1);
  if (!node) {
    return fail(std::move(node).error());
  }
  entry.node = *std::move(node);
  return true;
}

Result<bool> Scan::add_link(const Place& place, Entry& entry) {
  std::array<char, PATH_MAX> target{};
  const ssize_t length =
      ::readlinkat(place.parent, place.name.c_str(), target.data(), target.size());
  if (length < 0) {
    if (went_away(errno) || errno == EINVAL) {  // EINVAL: it is no link any more
      return leave_unsettled(place.path);
    }
    return system_failure("reading the link '" + place.path + "'", errno);
  }
  entry.node = LinkNode{std::string(target.data(), static_cast<std::size_t>(length))};
  return true;
}

Result<bool> Scan::add_file(const Place& place, Entry& entry, const Stamp& found) {
  const auto* known = place.before == nullptr ? nullptr : place.before->file();
  const FileNode* before = known == nullptr ? nullptr : known->get();
  const bool unchanged = before != nullptr && before->stamp == found && before->unread.empty() &&
                         !may_be_stale(*before);
  std::shared_ptr<const FileNode> node;
  if (unchanged) {
    node = *known;
  } else {
    auto fresh = read(place, found, before);
    if (!fresh) {
      return fail(std::move(fresh).error());
    }
    if (*fresh == nullptr) {
      return leave_unsettled(place.path);
    }
    const bool same = before != nullptr && before->stamp == (*fresh)->stamp &&
                      before->content_id == (*fresh)->content_id &&
                      before->unread == (*fresh)->unread;
    node = same ? *known : *std::move(fresh);
  }
  if (auto counted = count(*node, place.path); !counted) {
    return fail(std::move(counted).error());
  }
  entry.node = std::move(node);
  return true;
}

// A node with the content as it is now; null if there is no content that stays.
Result<std::shared_ptr<const FileNode>> Scan::read(const Place& place, const Stamp& found,
                                                   const FileNode* before) {
  const ScanLimits& limits = options_.limits;
  auto node = std::make_shared<FileNode>();
  const auto unread = [&](const Stamp& stamp, std::string reason) {
    node->stamp = stamp;
    node->content_id = options_.content_id(unread_text(stamp));
    node->unread = std::move(reason);
    return std::shared_ptr<const FileNode>(node);
  };
  if (static_cast<std::uint64_t>(found.size_bytes) > limits.file_bytes_max) {
    return unread(found, std::to_string(found.size_bytes) + " bytes, the limit for one file is " +
                             std::to_string(limits.file_bytes_max));
  }
  auto outcome = read_regular_file(place.parent, place.name, found, limits.file_bytes_max);
  if (!outcome) {
    return fail(std::move(outcome).error(), "scanning '" + place.path + "'");
  }
  if (const auto* refused = std::get_if<Unreadable>(&*outcome)) {
    return unread(refused->stamp, refused->reason);
  }
  auto* content = std::get_if<ReadFile>(&*outcome);
  if (content == nullptr) {
    return std::shared_ptr<const FileNode>();
  }
  node->stamp = content->stamp;
  node->content_id = options_.content_id(content->bytes);
  if (before != nullptr && before->content_id == node->content_id) {
    node->bytes = before->bytes;
  } else if (content->bytes.size() <= limits.kept_file_bytes_max &&
             kept_bytes_ + content->bytes.size() <= limits.kept_bytes_max) {
    node->bytes = std::make_shared<const std::string>(std::move(content->bytes));
  }
  return std::shared_ptr<const FileNode>(node);
}

Result<void> Scan::count(const FileNode& node, const std::string& path) {
  if (!node.unread.empty()) {
    return {};
  }
  tree_bytes_ += static_cast<std::size_t>(node.stamp.size_bytes);
  kept_bytes_ += node.bytes == nullptr ? 0 : node.bytes->size();
  if (tree_bytes_ > options_.limits.tree_bytes_max) {
    return fail(ErrorCode::failed_precondition,
                "'" + path + "': the limit for all files together is " +
                    std::to_string(options_.limits.tree_bytes_max) + " bytes");
  }
  return {};
}

}  // namespace cairn::source::directory
