// Spring's symmetric cipher: encrypt.key is a password and encrypt.salt its salt.
//
//   key = PBKDF2(HMAC-SHA1, password, salt, 1024 rounds, 32 bytes)
//   text = lower-case hex( IV of 16 random bytes, AES-256-CBC with PKCS#7 padding )
//
// There is no integrity: about one wrong key in 256 yields garbage, of which what is no UTF-8 is
// refused.
//
// Thread-safety: immutable. Cost: the key is derived once, when the cipher is made.
#pragma once

#include "crypto/text_cipher.hpp"

namespace cairn::crypto {

class SymmetricCipher final : public TextCipher {
 public:
  // `salt` is hexadecimal. Errors: invalid_argument for a salt that is empty or no hexadecimal.
  [[nodiscard]] static Result<std::shared_ptr<const SymmetricCipher>> make(
      const base::Secret& password, std::string_view salt);

  [[nodiscard]] Result<std::string> encrypt(std::string_view plain) const override;
  [[nodiscard]] Result<base::Secret> decrypt(std::string_view cipher_text) const override;
  [[nodiscard]] bool is_quick() const override { return true; }

  explicit SymmetricCipher(base::Secret key) : key_(std::move(key)) {}
  [[nodiscard]] const base::Secret& key() const { return key_; }

 private:
  const base::Secret key_;
};

}  // namespace cairn::crypto
