// Walk: the way of one query through the repositories of a catalog. It knows which of them may be
// used now, and remembers which were, and at which one it could not go on.
//
// Thread-safety: one walk is for one thread and one query. Ownership: keeps references to the
// catalog and to what was looked at.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "catalog/catalog.hpp"

namespace cairn::resolve {

// What became of the looks at remotes that a read has waited for, by the id of the repository.
enum class Looked { in_time, late };
using LookedAt = std::map<std::string, Looked>;

class Walk {
 public:
  // Takes every repository as the catalog has it.
  explicit Walk(const catalog::Catalog& catalog) : catalog_(catalog) {}

  // The same; what could not be fetched at all is waited for once. With `look_first` also every
  // repository that was not looked at for this query.
  Walk(const catalog::Catalog& catalog, const LookedAt& looked, bool look_first)
      : catalog_(catalog), looked_(&looked), look_first_(look_first) {}

  [[nodiscard]] const catalog::Catalog& catalog() const { return catalog_; }

  // The repository, which has a snapshot. Errors: not_found when there is no such repository, or
  // it was looked at for this query and cannot be reached; unavailable when the walk has to stop
  // here until somebody looked at it: see stopped_at().
  [[nodiscard]] Result<const catalog::Repository*> reach(const catalog::RepositoryRef& ref);

  // Goes on after a stop, without that repository: true if the last look at it failed. Somebody
  // else keeps trying.
  [[nodiscard]] bool may_pass_over();

  // What was reached for, in order, each once.
  [[nodiscard]] const std::vector<catalog::RepositoryRef>& used() const { return used_; }
  [[nodiscard]] const std::optional<catalog::RepositoryRef>& stopped_at() const {
    return stopped_at_;
  }

 private:
  const catalog::Catalog& catalog_;
  const LookedAt* looked_ = nullptr;
  bool look_first_ = false;
  std::vector<catalog::RepositoryRef> used_;
  std::optional<catalog::RepositoryRef> stopped_at_;
};

}  // namespace cairn::resolve
