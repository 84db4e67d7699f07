// Absence: telling a repository that does not exist from one that cannot be reached just now, by
// what git and servers say about it.
//
// Thread-safety: a pure function.
#pragma once

#include "cairn/error.hpp"

namespace cairn::source::git {

// The error of a look at a remote; not_found if its words say that there is no such repository, or
// that it cannot be cloned since its HEAD names nothing.
[[nodiscard]] Error with_absence(Error error);

}  // namespace cairn::source::git
