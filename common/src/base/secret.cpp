// Wiping and comparing secrets.
#include "base/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <utility>

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

Secret::~Secret() {
  wipe();
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    bytes_ = other.bytes_;
  }
  return *this;
}

Secret::Secret(Secret&& other) noexcept {
  // Copied, not moved: a moved short string would leave its bytes behind unwiped.
  bytes_ = other.bytes_;
  other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = other.bytes_;
    other.wipe();
  }
  return *this;
}

void Secret::wipe() {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
  bytes_.clear();
}

bool Secret::matches(std::string_view candidate) const {
  Digest ours{};
  Digest theirs{};
  const unsigned int length = digest_of(bytes_, ours);
  if (length == 0 || digest_of(candidate, theirs) != length) {
    return false;
  }
  return CRYPTO_memcmp(ours.data(), theirs.data(), length) == 0;
}

}  // namespace cairn::base
