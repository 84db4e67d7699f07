// add_importers: whom a change concerns because their files import what changed, directly or by way
// of others.
//
// Thread-safety: a pure function, but for reads of the tree and the index.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "resolve/application_paths.hpp"
#include "resolve/import_index.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

// Adds whom the files of `after` are for that import one of the `changed` paths. Who no longer does
// has changed itself. More than `entries_max` names to look at, or a tree that cannot be read, are
// all applications. Cost: a look at each file; see ImportIndex.
void add_importers(const std::vector<std::string>& changed, const source::FileTree& after,
                   const ApplicationPaths& paths, ImportIndex& index, std::size_t entries_max,
                   Affected& affected);

}  // namespace cairn::resolve
