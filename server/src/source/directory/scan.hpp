// Scan: one pass over everything below a root directory.
//
// Symbolic links are recorded with their texts and not followed: RootTree follows them inside of
// what was recorded, so that one reading of "..data" decides where all paths through it lead. Names
// ".git" in any case are left out; fifos, sockets and devices are left out and never opened.
//
// A file whose stamp is that of the pass before is not read again, unless it changed so shortly
// before that pass that a further change could bear the same stamp.
//
// Thread-safety: one thread. Cost: one stat for each name, and what changed is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "cairn/result.hpp"
#include "source/directory/node.hpp"

namespace cairn::source::directory {

struct ScanLimits {
  std::size_t entries_max = 200'000;                 // files, links and directories together
  std::size_t tree_bytes_max = 1024U * 1024 * 1024;  // of the files that may be served
  std::size_t file_bytes_max = 16U * 1024 * 1024;    // beyond it a file is there, and not served
  // Files up to this size stay in memory, until there are `kept_bytes_max` of them. What does not
  // is read from the disk when it is asked for, and compared with its digest.
  std::size_t kept_file_bytes_max = 1024U * 1024;
  std::size_t kept_bytes_max = 256U * 1024 * 1024;
  std::size_t depth_max = 100;  // directories inside each other
};

struct ScanOptions {
  ScanLimits limits;
  // Names a content: a digest in lower-case hex digits.
  std::function<std::string(std::string_view)> content_id;
};

class Scan {
 public:
  // `trusted_before_ns` is when the pass before began (wall clock, since 1970).
  Scan(const ScanOptions& options, std::int64_t trusted_before_ns, std::stop_token stop)
      : options_(options), trusted_before_ns_(trusted_before_ns), stop_(std::move(stop)) {}

  // What is below the open directory `root`, which `path` names in errors; `before` itself if
  // nothing changed. Several roots count against the same limits.
  // Errors: failed_precondition beyond a limit, unavailable when stopped, internal.
  [[nodiscard]] Result<std::shared_ptr<const DirectoryNode>> run(
      const base::Descriptor& root, const std::string& path,
      const std::shared_ptr<const DirectoryNode>& before);

  // The path of something that changed under the scan; "" if nothing was seen to.
  [[nodiscard]] const std::string& unsettled() const { return unsettled_; }
  // What is left out because it cannot be read: "/a/lost+found: Permission denied"; "" if nothing.
  [[nodiscard]] const std::string& left_out() const { return left_out_; }

 private:
  using Node = std::shared_ptr<const DirectoryNode>;
  struct Place {
    int parent;               // an open directory
    const std::string& name;  // in it
    const std::string& path;  // for words
    const Entry* before;      // of the pass before; null if it is new
  };

  [[nodiscard]] Result<Node> walk(const base::Descriptor& directory, const std::string& path,
                                  const Node& before, std::size_t depth);
  // Each fills in `entry.node`, or gives false for what is left out.
  [[nodiscard]] Result<bool> add(const Place& place, Entry& entry, std::size_t depth);
  [[nodiscard]] Result<bool> add_directory(const Place& place, Entry& entry, std::size_t depth);
  [[nodiscard]] Result<bool> add_link(const Place& place, Entry& entry);
  [[nodiscard]] Result<bool> add_file(const Place& place, Entry& entry, const Stamp& found);
  [[nodiscard]] Result<std::shared_ptr<const FileNode>> read(const Place& place, const Stamp& found,
                                                             const FileNode* before);
  [[nodiscard]] Result<void> count(const FileNode& node, const std::string& path);
  [[nodiscard]] bool may_be_stale(const FileNode& before) const;
  bool leave_unsettled(const std::string& path);

  const ScanOptions& options_;
  const std::int64_t trusted_before_ns_;
  const std::stop_token stop_;
  std::size_t entries_ = 0;
  std::size_t tree_bytes_ = 0;
  std::size_t kept_bytes_ = 0;
  std::string unsettled_;
  std::string left_out_;
};

}  // namespace cairn::source::directory
