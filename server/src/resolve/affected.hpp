// affected_by: the applications that a step from one state of a repository to the next can concern,
// from which files differ between the two, and who imports them. What an announcement of a change,
// or an operator who asked for a look, is told.
//
// It errs on the side of naming too many: a name here means "may have changed". What cannot be
// attributed, or takes more looking than the limits allow, is all applications.
//
// Thread-safety: a pure function, but for reads of the trees. Cost: proportional to what changed in
// a Git repository (equal directories are equal objects), to the number of files otherwise; and, as
// long as it is not all applications, to the number of files for who imports what changed.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "resolve/application_paths.hpp"
#include "resolve/import_index.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

struct AffectedLimits {
  std::size_t files_max = 10'000;     // that differ
  std::size_t entries_max = 400'000;  // names that are looked at, on both sides
};

// Trees that cannot be read give all applications as well. Files that differ and for which `counts`
// is false concern nobody.
[[nodiscard]] Affected affected_by(const source::FileTree& before, const source::FileTree& after,
                                   const ApplicationPaths& paths, ImportIndex& imports,
                                   const AffectedLimits& limits = {},
                                   const std::function<bool(const std::string& path)>& counts = {});

}  // namespace cairn::resolve
