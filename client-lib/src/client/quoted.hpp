// quoted: a value in quotes, for messages.
//
// Thread-safety: pure function.
#pragma once

#include <string>

#include "cairn/environment.hpp"

namespace cairn::client {

// At most 64 bytes of it, so that a long text, which may be confidential, does not end up whole in
// a log.
[[nodiscard]] std::string quoted(const Value& value);

}  // namespace cairn::client
