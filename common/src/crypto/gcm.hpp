// AES-256-GCM as NIST SP 800-38D has it: a nonce of 12 bytes, a tag of 16, associated data.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::crypto {

inline constexpr std::size_t gcm_key_bytes = 32;
inline constexpr std::size_t gcm_nonce_bytes = 12;
inline constexpr std::size_t gcm_tag_bytes = 16;

// Encrypted bytes and tag. A nonce must never meet a second text under one key. nullopt when
// OpenSSL refuses, or key or nonce have another length.
[[nodiscard]] std::optional<std::string> gcm_seal(const base::Secret& key, std::string_view nonce,
                                                  std::string_view associated,
                                                  std::string_view plain);

// The plain bytes. nullopt, whatever is wrong; nothing of them is left then.
[[nodiscard]] std::optional<base::Secret> gcm_open(const base::Secret& key, std::string_view nonce,
                                                   std::string_view associated,
                                                   std::string_view sealed);

}  // namespace cairn::crypto
