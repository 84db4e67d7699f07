// WorkTreeSnapshot: a repository whose work tree is served in place, at one moment.
//
// A label leads to what the repository has for it. Where its origin has the same branch with more
// commits on top, it leads there: that is where the reference's "git merge" would bring it. Where
// it leads to the commit of the branch that HEAD names, the files of the work tree are served, with
// edits that nobody committed and files that nobody added. With such, its id is that of the commit,
// "+" and the beginning of a digest, and its parent is the commit.
//
// Thread-safety: immutable; what it reads through is synchronised. Ownership: shares everything.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/directory/root_tree.hpp"
#include "source/file_tree.hpp"
#include "source/git/git_snapshot.hpp"
#include "source/lru_cache.hpp"

namespace cairn::source::work_tree {

// The files of the work tree, when they are not those of the commit.
struct Edits {
  std::string branch;  // that HEAD names
  std::string commit;  // of that branch
  std::string id;      // of the commit with the edits
  std::shared_ptr<const directory::RootTree> tree;
};

// Which histories are known to contain which commits: "<id> <ancestor>".
using KnownHistories = LruCache<std::string, bool>;

class WorkTreeSnapshot final : public Snapshot {
 public:
  struct Parts {
    std::shared_ptr<const git::GitSnapshot> own;     // never null
    std::shared_ptr<const git::GitSnapshot> origin;  // null if there is none
    std::optional<Edits> edits;
    std::shared_ptr<KnownHistories> histories;  // never null; for all snapshots of a source
  };

  explicit WorkTreeSnapshot(Parts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] Result<Resolved> resolve(const Label& label) const override;
  [[nodiscard]] std::vector<ShownLabel> labels(std::size_t count_max) const override;
  [[nodiscard]] Result<Revision> revision(std::string_view id) const override;
  [[nodiscard]] Result<std::optional<std::string>> first_parent(std::string_view id) const override;
  // Of an edited file: when it was modified.
  [[nodiscard]] Result<std::int64_t> last_change(std::string_view id,
                                                 std::string_view path) const override;

  [[nodiscard]] const Parts& parts() const { return parts_; }

 private:
  [[nodiscard]] Result<Resolved> committed(const Label& label) const;
  [[nodiscard]] Result<bool> is_ahead(const Revision& origin, const Revision& own) const;
  [[nodiscard]] Result<const git::GitSnapshot*> holder_of(std::string_view commit) const;
  [[nodiscard]] bool is_edits(std::string_view id) const {
    return parts_.edits && parts_.edits->id == id;
  }

  const Parts parts_;
};

// Whether both trees have the same files with the same contents. Errors: internal.
[[nodiscard]] Result<bool> same_files(const FileTree& a, const FileTree& b);

}  // namespace cairn::source::work_tree
