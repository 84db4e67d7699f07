// AES-256 as Spring Security uses it: the key comes from a password, a random IV of 16 bytes stands
// in front of the encrypted bytes.
//
// Thread-safety: pure functions; OpenSSL's random numbers are safe to draw from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::crypto {

enum class AesMode {
  cbc,  // PKCS#7 padding, no integrity
  gcm,  // a tag of 16 bytes at the end, no associated data
};

// PBKDF2 with HMAC-SHA1 and 1024 rounds: 32 bytes. Empty when OpenSSL refuses.
[[nodiscard]] base::Secret derive_aes_key(std::string_view password, std::string_view salt);

// IV and ciphertext; nullopt when OpenSSL refuses or has no random numbers.
[[nodiscard]] std::optional<std::string> aes_encrypt(AesMode mode, const base::Secret& key,
                                                     std::string_view plain);

// The plain bytes. nullopt, whatever is wrong: too short, bad padding, bad tag. An IV alone is the
// empty text in CBC, as in the reference.
[[nodiscard]] std::optional<base::Secret> aes_decrypt(AesMode mode, const base::Secret& key,
                                                      std::string_view bytes);

}  // namespace cairn::crypto
