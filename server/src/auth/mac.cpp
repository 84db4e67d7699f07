// See mac.hpp.
#include "auth/mac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "base/hidden_memory.hpp"

namespace cairn::auth {
namespace {

[[noreturn]] void give_up(const char* what) {
  throw std::runtime_error(std::string("OpenSSL gives no ") + what);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

MacKey::MacKey() {
  if (RAND_bytes(bytes_.data(), static_cast<int>(bytes_.size())) != 1) {
    give_up("random bytes");
  }
}

MacKey::~MacKey() {
  base::wipe(bytes_.data(), bytes_.size());
}

struct Mac::Context {
  EVP_MAC* kind = nullptr;
  EVP_MAC_CTX* native = nullptr;
  ~Context() {
    EVP_MAC_CTX_free(native);
    EVP_MAC_free(kind);
  }
};

Mac::Mac(const MacKey& key) : context_(std::make_unique<Context>()) {
  context_->kind = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  context_->native = context_->kind == nullptr ? nullptr : EVP_MAC_CTX_new(context_->kind);
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 2> params{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  if (context_->native == nullptr ||
      EVP_MAC_init(context_->native, key.bytes().data(), key.bytes().size(), params.data()) != 1) {
    give_up("HMAC");
  }
}

Mac::~Mac() = default;

std::string Mac::of(std::string_view first, std::string_view second) {
  constexpr unsigned char nothing = 0;
  std::string out(32, '\0');
  std::size_t length = 0;
  // Without a key the context begins anew with the one that it has.
  if (EVP_MAC_init(context_->native, nullptr, 0, nullptr) != 1 ||
      EVP_MAC_update(context_->native, bytes_of(first), first.size()) != 1 ||
      EVP_MAC_update(context_->native, &nothing, 1) != 1 ||
      EVP_MAC_update(context_->native, bytes_of(second), second.size()) != 1 ||
      EVP_MAC_final(context_->native, reinterpret_cast<unsigned char*>(out.data()), &length,
                    out.size()) != 1 ||
      length != out.size()) {
    give_up("HMAC");
  }
  return out;
}

}  // namespace cairn::auth
