// SHA-256 through OpenSSL's EVP interface.
#include "base/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cassert>
#include <new>

namespace cairn::base {

struct Sha256::Context {
  EVP_MD_CTX* handle = EVP_MD_CTX_new();
  Context() {
    if (handle == nullptr || EVP_DigestInit_ex(handle, EVP_sha256(), nullptr) != 1) {
      EVP_MD_CTX_free(handle);
      throw std::bad_alloc();
    }
  }
  ~Context() { EVP_MD_CTX_free(handle); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  [[maybe_unused]] const int done = EVP_DigestUpdate(context_->handle, bytes.data(), bytes.size());
  assert(done == 1);
}

void Sha256::add_field(std::string_view bytes) {
  add(std::to_string(bytes.size()) + ':');
  add(bytes);
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  [[maybe_unused]] const int done = EVP_DigestFinal_ex(context_->handle, digest.data(), &length);
  assert(done == 1);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (unsigned int i = 0; i < length; ++i) {
    out += digits[digest[i] >> 4U];
    out += digits[digest[i] & 0xFU];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.hex();
}

}  // namespace cairn::base
