// RsaKey: an RSA key pair, or the public half of one.
//
// Thread-safety: immutable; any thread at any time. Ownership: copies share the key.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"

// OpenSSL's key, known to the sources of this room alone.
struct evp_pkey_st;

namespace cairn::crypto {

enum class RsaPadding { pkcs1, oaep };

inline constexpr int rsa_bits_min = 512;
inline constexpr int rsa_bits_max = 16'384;

class RsaKey {
 public:
  // From DER. Errors: invalid_argument for what is no RSA key, or one of other sizes than
  // rsa_bits_min to rsa_bits_max.
  [[nodiscard]] static Result<RsaKey> from_pkcs1(const base::Secret& der);
  [[nodiscard]] static Result<RsaKey> from_pkcs8(const base::Secret& der);
  [[nodiscard]] static Result<RsaKey> from_certificate(std::string_view der);

  [[nodiscard]] bool has_private() const { return has_private_; }
  // Bytes of the modulus, which are those of an encrypted block.
  [[nodiscard]] std::size_t block_bytes() const;

  // One block. nullopt when the key is too small for the bytes, or OpenSSL refuses.
  [[nodiscard]] std::optional<std::string> encrypt(RsaPadding padding,
                                                   std::string_view plain) const;
  // nullopt when the padding is not right, and without a private key.
  [[nodiscard]] std::optional<base::Secret> decrypt(RsaPadding padding,
                                                    std::string_view block) const;

  // "ssh-rsa AAAA... application".
  [[nodiscard]] std::string public_key_line() const;

 private:
  RsaKey(std::shared_ptr<evp_pkey_st> key, bool has_private)
      : key_(std::move(key)), has_private_(has_private) {}
  [[nodiscard]] static Result<RsaKey> checked(evp_pkey_st* key, bool has_private);

  std::shared_ptr<evp_pkey_st> key_;
  bool has_private_;
};

}  // namespace cairn::crypto
