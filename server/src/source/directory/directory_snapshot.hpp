// DirectorySnapshot: what a source of directories shows, and the states that were shown before it,
// where they are kept: each is the parent of the one after it.
//
// Thread-safety: as Snapshot. Ownership: shares everything.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/directory/directory_tree.hpp"
#include "source/directory/kept_states.hpp"
#include "source/file_tree.hpp"
#include "source/lru_cache.hpp"

namespace cairn::source::directory {

// Trees of earlier states, by id: those that were asked for last.
using EarlierTrees = LruCache<std::string, std::shared_ptr<const DirectoryTree>>;

class DirectorySnapshot final : public Snapshot {
 public:
  struct Parts {
    std::string id;
    std::shared_ptr<const DirectoryTree> tree;
    std::shared_ptr<const KeptList> kept;          // with or without this one; null for nothing
    std::shared_ptr<const KeptTreeReader> reader;  // of them
    std::shared_ptr<EarlierTrees> earlier;         // likewise
    std::shared_ptr<const ScanOptions> options;
  };

  explicit DirectorySnapshot(Parts parts);

  [[nodiscard]] Result<Resolved> resolve(const Label& label) const override;
  [[nodiscard]] std::vector<ShownLabel> labels(std::size_t count_max) const override;
  [[nodiscard]] Result<Revision> revision(std::string_view id) const override;
  [[nodiscard]] Result<std::optional<std::string>> first_parent(std::string_view id) const override;
  [[nodiscard]] Result<std::int64_t> last_change(std::string_view id,
                                                 std::string_view path) const override;

 private:
  // Errors: not_found, internal.
  [[nodiscard]] Result<std::shared_ptr<const DirectoryTree>> tree_of(std::string_view id) const;

  const Parts parts_;
  std::vector<const KeptState*> before_;  // in parts_.kept, newest first
};

}  // namespace cairn::source::directory
