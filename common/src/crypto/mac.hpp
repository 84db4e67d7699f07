// HMAC-SHA256: what proves that somebody who knows a secret sent these bytes.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::crypto {

// 32 bytes; empty for an empty key, which proves nothing, and when OpenSSL refuses.
[[nodiscard]] std::string hmac_sha256(const base::Secret& key, std::string_view bytes);

// Compares in time that depends on the lengths alone.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace cairn::crypto
