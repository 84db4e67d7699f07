// Patterns: which repository of a Git back end a query is for (read-path.md 6.4).
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/layout.hpp"
#include "resolve/query.hpp"

namespace cairn::resolve {

// Patterns as they are compared with "application/profiles": one without a slash is for all
// profiles, and one that does not end in "*" also takes further profiles behind it.
[[nodiscard]] std::vector<std::string> expanded_patterns(const std::vector<std::string>& written);

// Whether the whole of `text` is matched; "*" stands for any characters, slashes and commas too.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

// Whether an entry is asked at all: it matches with some profile of the query.
[[nodiscard]] bool is_candidate(const catalog::GitEntry& entry, const Query& query);

// Whether it answers: it matches with the profiles as one text.
[[nodiscard]] bool matches_whole(const catalog::GitEntry& entry, const Query& query);

}  // namespace cairn::resolve
