// GitSnapshot: a remote at one moment: its labels, and all commits of the mirror by their ids.
//
// Thread-safety: immutable; what it reads through is synchronised.
// Ownership: shares the labels and the object store.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "source/file_tree.hpp"
#include "source/git/labels.hpp"
#include "source/git/object_store.hpp"

namespace cairn::source::git {

class GitSnapshot final : public Snapshot {
 public:
  // last_change() looks at `history_max` commits at most.
  GitSnapshot(std::shared_ptr<const Labels> labels, std::shared_ptr<const ObjectStore> store,
              std::size_t history_max)
      : labels_(std::move(labels)), store_(std::move(store)), history_max_(history_max) {}

  // A branch, else a tag, by its exact name or a longer form of it; else a commit id, the beginning
  // of one (two digits or more) or the output of "git describe". Nothing is taken for a revision
  // expression. "HEAD" is not known here.
  [[nodiscard]] Result<Resolved> resolve(const Label& label) const override;
  [[nodiscard]] std::vector<Refused> refused() const override;
  [[nodiscard]] std::vector<ShownLabel> labels(std::size_t count_max) const override;
  [[nodiscard]] Result<Revision> revision(std::string_view id) const override;
  [[nodiscard]] Result<std::optional<std::string>> first_parent(std::string_view id) const override;
  [[nodiscard]] Result<std::int64_t> last_change(std::string_view id,
                                                 std::string_view path) const override;
  // Whether the history of commit `id` has the commit `ancestor` in it, or both are one; false when
  // this mirror does not have either. Errors: internal.
  [[nodiscard]] Result<bool> contains(std::string_view id, std::string_view ancestor) const;

 private:
  [[nodiscard]] Result<Revision> revision_of(const ObjectId& commit) const;

  const std::shared_ptr<const Labels> labels_;
  const std::shared_ptr<const ObjectStore> store_;
  const std::size_t history_max_;
};

}  // namespace cairn::source::git
