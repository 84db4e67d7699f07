// Search locations: the directories of a repository that a query reads, from the settings' search
// paths with their placeholders and wildcards (read-path.md 6.3).
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "resolve/query.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

struct Location {
  std::string path;   // "" is the root, else "a/b"
  std::string text;   // the same as references begin: "" or "a/b/", quoted as in a URL
  std::string shown;  // as source names show it
};

// In order: the root first, then what exists of each search path; each once. None when the query
// has no profile or no application. `label` is what "{label}" stands for. Errors: internal.
[[nodiscard]] Result<std::vector<Location>> search_locations(
    const source::FileTree& tree, const std::vector<std::string>& search_paths, const Query& query,
    std::string_view label);

}  // namespace cairn::resolve
