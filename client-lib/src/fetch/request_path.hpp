// The path of a request for an environment.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace cairn::fetch {

// "<base>/<application>/<profiles>[/<label>]". '/' in a label is sent as "(_)"; what is no path
// character is percent-encoded, a comma stays; `base` is taken as it is.
[[nodiscard]] std::string environment_path(std::string_view base, std::string_view application,
                                           std::string_view profiles, std::string_view label);

}  // namespace cairn::fetch
