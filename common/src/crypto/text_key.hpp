// The key that stands in encrypt.key itself: a password, or an RSA private key as PEM.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/text_cipher.hpp"

namespace cairn::crypto {

// The cipher of a key text. What contains "RSA PRIVATE KEY" is PEM (PKCS#1; on one line or on many,
// indented or not) and ignores the salt; everything else is a password, also other kinds of PEM, as
// in the reference.
//
// Errors: invalid_argument for a public key, for PEM that is none, and for a salt that is no
// hexadecimal.
[[nodiscard]] Result<TextCipherPtr> cipher_of_text_key(const base::Secret& text,
                                                       std::string_view salt);

}  // namespace cairn::crypto
