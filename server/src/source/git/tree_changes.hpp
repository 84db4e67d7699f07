// What differs between two Git trees. Equal directories have equal ids and are not read, so this
// costs what was changed and not what there is.
//
// Thread-safety: a function without shared state.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "source/git/object_id.hpp"
#include "source/git/object_store.hpp"

namespace cairn::source::git {

// The paths of files and links of `after` that are others in `before`, or not there. Not all of
// them when more than about `entries_max` files and directories differ: a few objects can pretend
// to be billions. Errors: as ObjectStore::directory.
[[nodiscard]] Result<std::vector<std::string>> changed_paths(const ObjectStore& store,
                                                             const ObjectId& before,
                                                             const ObjectId& after,
                                                             std::size_t entries_max = 200'000);

}  // namespace cairn::source::git
