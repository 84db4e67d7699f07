// Changes: what a look moved in one repository, label by label, and which applications that
// concerns.
//
// Thread-safety: pure functions, but for reads of the snapshots. Cost: see resolve::affected_by,
// once for each label that is told.
#pragma once

#include <vector>

#include "resolve/application_paths.hpp"
#include "resolve/import_index.hpp"
#include "service/look.hpp"
#include "source/file_tree.hpp"
#include "source/source.hpp"

namespace cairn::service {

// Of the first labels_told_max labels that moved from `before` to `after`. A label that is new or
// gone, and one of which a state cannot be read, concerns all applications.
[[nodiscard]] std::vector<LabelChange> changes_of(const source::Snapshot& before,
                                                  const source::Snapshot& after,
                                                  const source::FetchReport& report,
                                                  const resolve::ApplicationPaths& paths,
                                                  resolve::ImportIndex& imports);

// The same where there was nothing before.
[[nodiscard]] std::vector<LabelChange> first_changes(const source::FetchReport& report);

}  // namespace cairn::service
