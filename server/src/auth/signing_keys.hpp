// SigningKeys: the public keys of an issuer of JWTs, from a JWKS document (RFC 7517).
//
// RSA keys of 2048 to 8192 bits serve RS256, keys on the curve P-256 serve ES256. Others of the
// document are left out, and so are keys that are for encryption or for another algorithm.
//
// Thread-safety: immutable once made.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::auth {

enum class SigningAlgorithm { rs256, es256 };

class SigningKeys {
 public:
  static constexpr std::size_t keys_max = 100;

  // Errors: invalid_argument for a text that is no JWKS, without a key that can be used, with two
  // of one id, or with more than `keys_max`.
  [[nodiscard]] static Result<SigningKeys> parse(std::string_view json);

  // Whether there is a key with this id for this algorithm. "" is the id of a key without one.
  [[nodiscard]] bool has(const std::string& id, SigningAlgorithm algorithm) const;
  // Whether that key signed the text. `signature` as a JWT has it, decoded.
  [[nodiscard]] bool verify(const std::string& id, SigningAlgorithm algorithm,
                            std::string_view text, std::string_view signature) const;
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Key {
    SigningAlgorithm algorithm = SigningAlgorithm::rs256;
    std::shared_ptr<void> native;  // OpenSSL's EVP_PKEY
  };
  std::map<std::string, Key> keys_;
};

}  // namespace cairn::auth
