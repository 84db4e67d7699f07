// ImportIndex: which files of a repository import which others, for who asks whom a change
// concerns. It is read from the files as they are, without a query: of what depends on placeholders
// it says too much.
//
// Not followed: an import in a file that does not parse (whoever reads it is held at an older
// state), or without a known extension.
//
// Thread-safety: synchronised. Cost: of a file that was never seen, one read, and a parse if the
// word "import" is in it; what was seen is remembered in 8 bytes, or with its targets.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cairn/result.hpp"
#include "catalog/documents.hpp"
#include "resolve/config_import.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

class ImportIndex {
 public:
  // `files_max`: of files that import nothing, so many are remembered.
  explicit ImportIndex(std::shared_ptr<catalog::Documents> documents,
                       std::size_t files_max = 1'000'000)
      : documents_(std::move(documents)), files_max_(files_max) {}

  // What the file at `path` imports; nothing for one that is no configuration. Errors: internal.
  [[nodiscard]] Result<std::vector<ImportTarget>> targets_of(const source::FileTree& tree,
                                                             const std::string& path);

 private:
  using Entries = std::vector<std::string>;

  [[nodiscard]] Result<Entries> read(const source::FileTree& tree, const source::File& file,
                                     const std::string& path) const;

  const std::shared_ptr<catalog::Documents> documents_;
  const std::size_t files_max_;
  std::mutex mutex_;
  std::unordered_set<std::size_t> without_;           // Guarded by mutex_: hashes of content ids.
  std::unordered_map<std::string, Entries> entries_;  // Guarded by mutex_: by content id.
};

}  // namespace cairn::resolve
