// DirectoryTree: several root directories as one FileTree. A file's path in it is its absolute path
// without the slash in front ("srv/config/shop.yml"), so that the name of a file says where it is,
// and directories below each other are there once.
//
// Nothing outside of the roots is there, but the directories that lead to them.
//
// Thread-safety: immutable. Ownership: as RootTree.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/directory/root_tree.hpp"
#include "source/directory/scanner.hpp"

namespace cairn::source::directory {

class DirectoryTree final : public FileTree {
 public:
  DirectoryTree(const State& state, const std::shared_ptr<const ScanOptions>& options);

  [[nodiscard]] Result<std::optional<File>> find(std::string_view path) const override;
  [[nodiscard]] Result<std::shared_ptr<const Listing>> list(std::string_view path) const override;
  // Errors: as RootTree::read.
  [[nodiscard]] Result<std::shared_ptr<const std::string>> read(
      const File& file, std::size_t bytes_max) const override;

  // Unix seconds when the file was last modified; nullopt if there is none.
  [[nodiscard]] std::optional<std::int64_t> modified(std::string_view path) const;

 private:
  // The innermost root that holds the path, and the path from there; null if there is none.
  [[nodiscard]] std::pair<const RootTree*, std::string_view> root_of(std::string_view path) const;
  [[nodiscard]] std::shared_ptr<const Listing> way_to_roots(std::string_view path) const;

  std::vector<RootTree> roots_;
};

}  // namespace cairn::source::directory
