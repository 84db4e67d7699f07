// announced_changes: whom a look's changes concern so much that they are told: those whose
// properties are others now. Operators, who ask, are told more (changes.hpp).
//
// A file counts when what is read from it differs: a comment, or a text that is no configuration,
// changes nobody's environment. A new label concerns those for whom it differs from the default
// label, since nobody could use it before, but in place of that one. A label that is gone goes on
// being served and concerns nobody.
//
// Thread-safety: a pure function, but for reads of the snapshots and the cache of parsed files.
// Cost: that of resolve::affected_by, and a parse of each file that changed, before and after, if
// it is not in the cache.
#pragma once

#include <string>
#include <vector>

#include "catalog/documents.hpp"
#include "resolve/application_paths.hpp"
#include "resolve/import_index.hpp"
#include "service/look.hpp"
#include "source/file_tree.hpp"
#include "source/source.hpp"

namespace cairn::service {

// Of the first labels_told_max labels that moved; if there are more, one change without a label
// concerns everybody.
[[nodiscard]] std::vector<LabelChange> announced_changes(
    const source::Snapshot& before, const source::Snapshot& after,
    const source::FetchReport& report, const resolve::ApplicationPaths& paths,
    resolve::ImportIndex& imports, const std::string& default_label, catalog::Documents& documents);

}  // namespace cairn::service
