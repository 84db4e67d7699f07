// Where a repository lies, however its address is written: over https or ssh, with a user or
// without, "git@host:team/repo.git" as well. For telling which repository news are about.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace cairn::service {

// "host/team/repo": the host in lower case, without scheme, user, port, query, ".git" and slashes
// at the end. "" for a text that names no host.
[[nodiscard]] std::string place_of(std::string_view address);

}  // namespace cairn::service
