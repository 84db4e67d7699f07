// tree_check: whether the tree of a commit may be served at all: how much is in it, how deep it is,
// and how it names what it holds.
//
// A tree is compared with one that was measured before, and only where the two differ is read: a
// commit that touches one of 100,000 files costs the directories on the way to it. Since nothing
// else is remembered, that holds after a restart as well.
//
// Thread-safety: pure, but for reads of the object store.
#pragma once

#include <optional>

#include "cairn/result.hpp"
#include "source/git/object_store.hpp"
#include "source/git/tree_size.hpp"

namespace cairn::source::git {

struct MeasuredTree {
  ObjectId root;
  TreeSize size;
};

// The size of the tree, counted from `base` where there is one. Cost: an object header for each
// entry that differs; at most twice `entries_max` of them, whatever the tree expands to.
// Errors: failed_precondition when the tree is beyond a limit, is malformed, or names an entry as
// no repository should (see Directory::flaw): says which and where; internal.
[[nodiscard]] Result<TreeSize> check_tree(const ObjectStore& store, const ObjectId& root,
                                          const std::optional<MeasuredTree>& base,
                                          const TreeLimits& limits);

}  // namespace cairn::source::git
