// RootTree: the files that a scan found below one root directory, by path from there.
//
// Symbolic links are followed as they were recorded, while they stay below the root: a link to a
// path outside leads nowhere, and so does everything through it. An absolute target is inside when
// it begins with the root's own path, as configured or with all links of it followed.
//
// Thread-safety: immutable. Ownership: keeps the root directory open (one descriptor), so that what
// is read on demand comes from there, whatever takes its name.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "source/directory/kept_objects.hpp"
#include "source/directory/scan.hpp"
#include "source/file_tree.hpp"

namespace cairn::source::directory {

// A root directory as a scan found it.
struct Root {
  std::string path;       // as configured, absolute, normal, no slash at the end (but "/")
  std::string real_path;  // without symbolic links; "" if there is no such directory
  std::shared_ptr<const base::Descriptor> opened;  // null if there is none
  std::shared_ptr<const DirectoryNode> node;       // null if there is none
  // Where contents are read that are not in memory, instead of the directory; null for that.
  std::shared_ptr<const KeptObjects> kept = nullptr;
};

class RootTree final : public FileTree {
 public:
  // `options` says how contents are named and how large a file may be.
  RootTree(Root root, std::shared_ptr<const ScanOptions> options)
      : root_(std::move(root)), options_(std::move(options)) {}

  [[nodiscard]] Result<std::optional<File>> find(std::string_view path) const override;
  [[nodiscard]] Result<std::shared_ptr<const Listing>> list(std::string_view path) const override;
  // What is not in memory is read from the disk and compared with its digest. Errors: as FileTree,
  // and unavailable when the file changed since it was published: the next scan takes that over.
  [[nodiscard]] Result<std::shared_ptr<const std::string>> read(
      const File& file, std::size_t bytes_max) const override;

  // Unix seconds when the file was last modified; nullopt if there is none.
  [[nodiscard]] std::optional<std::int64_t> modified(std::string_view path) const;

  [[nodiscard]] const Root& root() const { return root_; }

 private:
  // Where a path leads: a file, a directory, or (both null) nowhere.
  struct Place {
    std::shared_ptr<const DirectoryNode> directory;
    std::shared_ptr<const FileNode> file;
    std::string path;  // without links, from the root
  };

  [[nodiscard]] Place walk(std::string_view path) const;
  [[nodiscard]] std::optional<std::string_view> inside(std::string_view target) const;

  const Root root_;
  const std::shared_ptr<const ScanOptions> options_;
};

}  // namespace cairn::source::directory
