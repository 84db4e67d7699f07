// What a 401 says about how to log in (RFC 9110, 11.6.1).
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "auth/options.hpp"

namespace cairn::auth {

// One text for each way that the options know, at least one: Basic also where there are client
// certificates only, which have no scheme. `bad_token`: a token was sent and is none that counts.
[[nodiscard]] std::vector<std::string> challenges(const Options& options, bool bad_token);

}  // namespace cairn::auth
