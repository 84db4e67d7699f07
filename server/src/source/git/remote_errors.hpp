// Remote errors: what git, curl and ssh say of a remote that could not be read, in words that name
// the cause.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "base/child_process.hpp"
#include "cairn/result.hpp"
#include "source/git/proxy.hpp"

namespace cairn::source::git {

// Unavailable; failed_precondition for a repository that will never do. `proxy`: what the remote is
// reached through, null for none.
[[nodiscard]] Error remote_error(const base::ChildResult& failed, const Proxy* proxy);

}  // namespace cairn::source::git
