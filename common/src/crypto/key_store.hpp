// KeyStore: a JKS or PKCS#12 file with RSA keys and certificates under aliases. Which of the two it
// is, its bytes say.
//
// Thread-safety: immutable.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/key_entry.hpp"
#include "crypto/rsa_key.hpp"

namespace cairn::crypto {

inline constexpr std::size_t key_store_bytes_max = std::size_t{4} * 1024 * 1024;

class KeyStore {
 public:
  // Errors: invalid_argument for a wrong password or what is no key store; resource_exhausted for a
  // store of more than key_store_bytes_max, or beyond the limits of JKS.
  [[nodiscard]] static Result<KeyStore> read(std::string_view bytes, const base::Secret& password);

  // The key of an alias, in any case of its letters; the public half alone where there is only a
  // certificate. Errors: invalid_argument for an unknown alias or a secret that does not open the
  // key.
  [[nodiscard]] Result<RsaKey> key(std::string_view alias, const base::Secret& secret) const;

 private:
  explicit KeyStore(std::vector<KeyEntry> entries) : entries_(std::move(entries)) {}

  std::vector<KeyEntry> entries_;
};

}  // namespace cairn::crypto
