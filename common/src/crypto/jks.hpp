// JKS, the key store that Java wrote for twenty years and OpenSSL does not know. Numbers are
// big-endian:
//
//   u32 0xFEEDFEED, u32 version (1 or 2), u32 count, the entries, SHA-1 of 20 bytes
//   entry: u32 tag, text alias, u64 time, and
//     tag 1: u32 length, EncryptedPrivateKeyInfo, u32 count of certificates, those
//     tag 2: one certificate
//   certificate: text type (version 2), u32 length, DER      text: u16 length, bytes
//
// The digest is over the password in UTF-16BE, "Mighty Aphrodite", and everything before it.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/key_entry.hpp"

namespace cairn::crypto {

inline constexpr std::size_t jks_entries_max = 10'000;
inline constexpr std::size_t jks_certificates_max = 100;  // of one key

[[nodiscard]] bool is_jks(std::string_view bytes);

// The entries. Errors: invalid_argument for a wrong password or a damaged store, which cannot be
// told apart; resource_exhausted beyond the limits.
[[nodiscard]] Result<std::vector<KeyEntry>> read_jks(std::string_view bytes,
                                                     const base::Secret& password);

// The entries of a store whose digest is not looked at; `content` ends where the digest begins.
// Errors: as read_jks.
[[nodiscard]] Result<std::vector<KeyEntry>> read_jks_entries(std::string_view content);

// The PKCS#8 key that an entry's bytes hold. Errors: invalid_argument for another protection, and
// for a wrong password.
[[nodiscard]] Result<base::Secret> open_jks_key(const base::Secret& der,
                                                const base::Secret& password);

}  // namespace cairn::crypto
