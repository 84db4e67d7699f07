// Comparing secrets.
#include "base/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

namespace cairn::base {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

unsigned int digest_of(std::string_view bytes, Digest& digest) {
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    return 0;
  }
  return length;
}

}  // namespace

bool Secret::matches(std::string_view candidate) const {
  Digest ours{};
  Digest theirs{};
  const unsigned int length = digest_of(reveal(), ours);
  if (length == 0 || digest_of(candidate, theirs) != length) {
    return false;
  }
  return CRYPTO_memcmp(ours.data(), theirs.data(), length) == 0;
}

}  // namespace cairn::base
