// Paths inside a repository, and the wildcards of search paths.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

// "." and empty segments dropped, ".." applied; nullopt when the path leaves the repository.
[[nodiscard]] std::optional<std::string> clean_path(std::string_view path);

// The path that a reference names: as clean_path, with percent escapes decoded as in a URL. A text
// with a bad escape is taken as it is.
[[nodiscard]] std::optional<std::string> tree_path(std::string_view reference);

// As a file is written in a URL: what may not stand there is percent-encoded, other letters are
// kept.
[[nodiscard]] std::string url_quoted(std::string_view path);

// "a" and "b" joined by a slash; "" is the root.
[[nodiscard]] std::string joined_path(std::string_view directory, std::string_view name);

// The directories that a pattern with "*" (within one segment) or "**" (any number of segments)
// matches, sorted bytewise by path. What a URL would quote matches nothing behind the first "*",
// since the reference quotes a pattern before it compares. Errors: internal.
[[nodiscard]] Result<std::vector<std::string>> matching_directories(const source::FileTree& tree,
                                                                    std::string_view pattern);

}  // namespace cairn::resolve
