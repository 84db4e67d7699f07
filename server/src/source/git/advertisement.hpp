// Advertisement: the branches and tags that a remote says it has.
//
// Thread-safety: plain values.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "source/git/object_id.hpp"

namespace cairn::source::git {

// Full ref names and what they name: a commit, or an annotated tag object.
using Refs = std::map<std::string, ObjectId, std::less<>>;

// Reads lines "<id> <blank or tab> <ref>", as "git ls-remote" and "git for-each-ref" print them.
// Refs that are no branch or tag, or whose name is not legal (see is_legal_label), are left out.
// Errors: failed_precondition for SHA-256 ids or more than `refs_max` refs; unavailable for a text
// that is no list of refs.
[[nodiscard]] Result<Refs> parse_advertisement(std::string_view text, std::size_t refs_max);

}  // namespace cairn::source::git
