// HMAC by OpenSSL.
#include "crypto/mac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace cairn::crypto {

std::string hmac_sha256(const base::Secret& key, std::string_view bytes) {
  if (key.empty()) {
    return {};
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
  unsigned int size = 0;
  const std::string_view secret = key.reveal();
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), made.data(),
           &size) == nullptr) {
    return {};
  }
  return {reinterpret_cast<const char*>(made.data()), size};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace cairn::crypto
