// Nodes: what a scan found below a root directory, as an immutable tree.
//
// Two scans share the nodes of whatever did not change between them, so that "nothing changed" is
// one comparison of two pointers, and a change costs the directories above it.
//
// Thread-safety: immutable after construction, but for listings, which are made once when first
// asked for.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "source/file_tree.hpp"

namespace cairn::source::directory {

// What the file system says of a file: as long as all of it is the same, so is the content.
struct Stamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  // since 1970
  std::int64_t changed_ns = 0;   // of content or of owner, mode and links: nobody can set it back

  [[nodiscard]] static Stamp of(const struct stat& info);
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

struct FileNode {
  Stamp stamp;
  std::string content_id;
  std::shared_ptr<const std::string> bytes;  // null: read from the disk when asked for
  std::string unread;  // why the content cannot be served ("Permission denied"); else ""
};

class DirectoryNode;

struct LinkNode {
  std::string target;
  friend bool operator==(const LinkNode&, const LinkNode&) = default;
};

struct Entry {
  std::string name;
  std::variant<std::shared_ptr<const FileNode>, std::shared_ptr<const DirectoryNode>, LinkNode>
      node;

  [[nodiscard]] const std::shared_ptr<const FileNode>* file() const {
    return std::get_if<std::shared_ptr<const FileNode>>(&node);
  }
  [[nodiscard]] const std::shared_ptr<const DirectoryNode>* directory() const {
    return std::get_if<std::shared_ptr<const DirectoryNode>>(&node);
  }
  [[nodiscard]] const LinkNode* link() const { return std::get_if<LinkNode>(&node); }
  friend bool operator==(const Entry&, const Entry&) = default;
};

class DirectoryNode {
 public:
  // `entries` are sorted bytewise by name.
  DirectoryNode(const Stamp& stamp, std::vector<Entry> entries);

  // Null if there is none.
  [[nodiscard]] const Entry* find(std::string_view name) const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] const Stamp& stamp() const { return stamp_; }
  // A digest of names, contents and links, and of nothing else: equal on every machine.
  [[nodiscard]] const std::string& content_id() const { return content_id_; }
  // The listing of a directory without symbolic links, which is the same wherever it is; else null.
  [[nodiscard]] std::shared_ptr<const Listing> listing() const;

 private:
  const Stamp stamp_;
  const std::vector<Entry> entries_;
  const std::string content_id_;
  mutable std::once_flag listed_;
  mutable std::shared_ptr<const Listing> listing_;  // Made under listed_.
};

}  // namespace cairn::source::directory
