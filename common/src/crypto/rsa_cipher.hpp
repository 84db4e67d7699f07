// Spring's RSA cipher: a random secret goes through RSA, the text through AES with a key made of
// that secret.
//
//   block = RSA( secret of 16 random bytes )
//   key   = PBKDF2(HMAC-SHA1, lower-case hex of the secret, salt, 1024 rounds, 32 bytes)
//   text  = base64( length of the block as two bytes, block, IV, AES-256-CBC or -GCM )
//
// A block that RSA does not open is answered after the same work as one that it does, so that
// nobody learns from the time at which step a cipher text was wrong.
//
// Thread-safety: immutable.
#pragma once

#include <string>

#include "crypto/aes.hpp"
#include "crypto/rsa_key.hpp"
#include "crypto/text_cipher.hpp"

namespace cairn::crypto {

// encrypt.rsa.*
struct RsaOptions {
  RsaPadding padding = RsaPadding::pkcs1;  // algorithm: DEFAULT or OAEP
  bool strong = false;                     // AES-GCM in place of AES-CBC
  std::string salt = "deadbeef";           // hexadecimal; another text stands for its UTF-8 bytes
};

class RsaCipher final : public TextCipher {
 public:
  RsaCipher(RsaKey key, const RsaOptions& options);

  [[nodiscard]] Result<std::string> encrypt(std::string_view plain) const override;
  [[nodiscard]] Result<base::Secret> decrypt(std::string_view cipher_text) const override;
  [[nodiscard]] bool can_decrypt() const override { return key_.has_private(); }
  [[nodiscard]] std::size_t rsa_bits() const override { return 8 * key_.block_bytes(); }
  [[nodiscard]] std::optional<std::string> public_key_line() const override {
    return key_.public_key_line();
  }

 private:
  const RsaKey key_;
  const RsaPadding padding_;
  const AesMode mode_;
  const std::string salt_;  // bytes
};

}  // namespace cairn::crypto
