// TextCipher: one key that turns texts into cipher texts and back.
//
// Thread-safety: immutable; any thread at any time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::crypto {

class TextCipher {
 public:
  virtual ~TextCipher() = default;

  // A cipher text; another one each time. Errors: internal when OpenSSL refuses.
  [[nodiscard]] virtual Result<std::string> encrypt(std::string_view plain) const = 0;

  // The text. Errors: invalid_argument, always in the same words, for whatever was not encrypted
  // with this key; failed_precondition when only the public half of the key is here.
  [[nodiscard]] virtual Result<base::Secret> decrypt(std::string_view cipher_text) const = 0;

  [[nodiscard]] virtual bool can_decrypt() const { return true; }
  // Whether decrypt() costs microseconds, not a private RSA operation.
  [[nodiscard]] virtual bool is_quick() const { return false; }

  // Of the modulus; 0 for a key that is not RSA.
  [[nodiscard]] virtual std::size_t rsa_bits() const { return 0; }

  // "ssh-rsa AAAA... application"; nullopt for a key without a public half.
  [[nodiscard]] virtual std::optional<std::string> public_key_line() const { return std::nullopt; }
};

using TextCipherPtr = std::shared_ptr<const TextCipher>;

// The one answer to every cipher text that this key did not make.
[[nodiscard]] inline Failure not_encrypted_with_this_key() {
  return fail(ErrorCode::invalid_argument, "not encrypted with this key");
}

}  // namespace cairn::crypto
