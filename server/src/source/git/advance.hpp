// advance: from the labels known so far and what the remote has now to the next labels.
//
// Thread-safety: pure, but for reads of the object store.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "source/git/advertisement.hpp"
#include "source/git/labels.hpp"
#include "source/git/object_store.hpp"
#include "source/git/tree_size.hpp"
#include "source/source.hpp"

namespace cairn::source::git {

// The refs whose object differs from what the label was made from: those to fetch.
[[nodiscard]] Refs moved_refs(const Labels& before, const Refs& now);

struct Advance {
  Labels labels;
  std::vector<MovedLabel> moved;
  std::vector<Refused> refused;  // what was not refused before
};

// What becomes of branches that are gone from the remote.
struct Pruning {
  bool branches = false;       // they are no longer labels; else they stay, marked as deleted
  std::set<std::string> kept;  // the names of branches that stay in any case
};

struct AdvanceRules {
  Pruning pruning;
  TreeLimits trees;
};

// `now` are the refs of the remote with the objects that really arrived for those that moved.
// Every commit that becomes a label's is checked: it is there, with all of its tree that is not the
// same as before, and check_tree finds nothing against it. One that is refused leaves its label
// where it was. A tag that is gone stays.
// `seen_at` is the time of the look at the remote, in Unix seconds.
// Errors: internal when an object that must be there cannot be read.
[[nodiscard]] Result<Advance> advance(const Labels& before, const Refs& now,
                                      const ObjectStore& store, const AdvanceRules& rules,
                                      std::int64_t seen_at);

// The labels whose commits and root directories can still be read, for a mirror that was damaged.
// Errors: internal when reading fails for another reason than damage.
[[nodiscard]] Result<Labels> keep_readable(const Labels& labels, const ObjectStore& store);

}  // namespace cairn::source::git
