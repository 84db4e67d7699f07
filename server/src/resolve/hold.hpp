// Holds: what cannot be loaded at a label's commit is answered, whole, from the newest older commit
// at which it can, so that a broken edit is never felt by a reader.
//
// Only a commit that is known to have been good qualifies: one that this server has published for
// the label, or one that already has the file that is now broken. A file that was broken when it
// came, and was never good, stays the error that it is in the reference. In a list of labels only
// published commits qualify: a list is all or nothing, as recorded. A commit id is never held.
//
// Directories have no commits but what was published of them: of each only published states
// qualify.
//
// A label whose newest commit was refused as a whole is held as well, at what it leads to instead.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "cairn/result.hpp"
#include "resolve/loading.hpp"
#include "resolve/resolve.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

using Documents = std::vector<LoadedDocument>;
using LoadAt = std::function<Result<Documents>(const source::Revision&)>;

struct HeldDocuments {
  source::Revision revision;  // the commit that they are from
  Documents documents;
  std::optional<Hold> hold;
};

enum class Qualifies { published_or_had_the_file, published };

// Loads at the label's commit, else at the newest older one that qualifies: along first parents, at
// most `depth_max` commits, and then the one that was published before the history was rewritten.
// Errors: those of `load` at the label's commit, when no other commit helps; internal.
[[nodiscard]] Result<HeldDocuments> load_or_hold(const source::Snapshot& snapshot,
                                                 const source::Resolved& label, const LoadAt& load,
                                                 Qualifies qualifies, std::size_t depth_max);

}  // namespace cairn::resolve
