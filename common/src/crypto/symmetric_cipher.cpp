// See symmetric_cipher.hpp.
#include "crypto/symmetric_cipher.hpp"

#include "base/text.hpp"
#include "crypto/aes.hpp"
#include "crypto/cipher_text.hpp"

namespace cairn::crypto {

Result<std::shared_ptr<const SymmetricCipher>> SymmetricCipher::make(const base::Secret& password,
                                                                     std::string_view salt) {
  const auto bytes = decode_hex(salt);
  if (!bytes || bytes->empty()) {
    return fail(ErrorCode::invalid_argument,
                "the salt must be an even number of hexadecimal digits, two at least");
  }
  base::Secret key = derive_aes_key(password.reveal(), *bytes);
  if (key.empty()) {
    return fail(ErrorCode::internal, "no key could be derived from the password");
  }
  return std::make_shared<const SymmetricCipher>(std::move(key));
}

Result<std::string> SymmetricCipher::encrypt(std::string_view plain) const {
  const auto bytes = aes_encrypt(AesMode::cbc, key_, plain);
  if (!bytes) {
    return fail(ErrorCode::internal, "the text cannot be encrypted");
  }
  return encode_hex(*bytes);
}

Result<base::Secret> SymmetricCipher::decrypt(std::string_view cipher_text) const {
  const auto bytes = decode_hex(cipher_text);
  auto plain = bytes ? aes_decrypt(AesMode::cbc, key_, *bytes) : std::nullopt;
  if (!plain || !base::is_utf8(plain->reveal())) {
    return not_encrypted_with_this_key();
  }
  return *std::move(plain);
}

}  // namespace cairn::crypto
