// GitTree: the files of one commit, read from the packs of a mirror as they are asked for.
//
// Thread-safety: immutable; what it reads through is synchronised.
// Ownership: shares the object store.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/file_tree.hpp"
#include "source/git/object_store.hpp"

namespace cairn::source::git {

class GitTree final : public FileTree {
 public:
  GitTree(std::shared_ptr<const ObjectStore> store, const ObjectId& root)
      : store_(std::move(store)), root_(root) {}

  [[nodiscard]] Result<std::optional<File>> find(std::string_view path) const override;
  [[nodiscard]] Result<std::shared_ptr<const Listing>> list(std::string_view path) const override;
  [[nodiscard]] Result<std::shared_ptr<const std::string>> read(
      const File& file, std::size_t bytes_max) const override;
  // Directories with equal ids are not read. Of trees of other kinds nothing is known.
  [[nodiscard]] Result<std::optional<std::vector<std::string>>> changed_since(
      const FileTree& before) const override;

 private:
  // Where a path leads: a directory, or a file in it, or (both null) nowhere.
  struct Place {
    std::shared_ptr<const Directory> directory;
    std::optional<ObjectId> file;
  };

  [[nodiscard]] Result<Place> walk(std::string_view path) const;
  [[nodiscard]] Result<std::optional<std::string>> target_of(const ObjectId& link) const;

  const std::shared_ptr<const ObjectStore> store_;
  const ObjectId root_;
};

}  // namespace cairn::source::git
