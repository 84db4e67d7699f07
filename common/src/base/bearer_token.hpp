// Bearer tokens: 256 random bits with a prefix by which scanners for leaked secrets know them. What
// is kept of one is its digest: a text that long cannot be guessed from it.
//
// Thread-safety: pure functions, but for the system's randomness.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::base {

inline constexpr std::string_view bearer_token_prefix = "cairn_";

// A new token: the prefix and 43 characters of base64url. Errors: internal without randomness.
[[nodiscard]] Result<Secret> new_bearer_token();

// 64 hexadecimal digits: the token's SHA-256.
[[nodiscard]] std::string bearer_token_digest(std::string_view token);

// Whether a text has the form of a token.
[[nodiscard]] bool is_bearer_token(std::string_view text);

}  // namespace cairn::base
