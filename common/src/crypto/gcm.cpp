// See gcm.hpp.
#include "crypto/gcm.hpp"

#include <openssl/evp.h>

#include <climits>
#include <memory>

#include "base/hidden_memory.hpp"

namespace cairn::crypto {
namespace {

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// A text of plain bytes that is wiped when it goes.
struct Wiped {
  std::string text;
  ~Wiped() { base::wipe(text); }
};

// A context that has taken key, nonce and associated data.
Context context_for(const base::Secret& key, std::string_view nonce, std::string_view associated,
                    bool sealing) {
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int taken = 0;
  if (context == nullptr || key.reveal().size() != gcm_key_bytes ||
      nonce.size() != gcm_nonce_bytes || associated.size() > INT_MAX ||
      EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()),
                        bytes_of(nonce), sealing ? 1 : 0) != 1 ||
      EVP_CipherUpdate(context.get(), nullptr, &taken, bytes_of(associated),
                       static_cast<int>(associated.size())) != 1) {
    return {nullptr, EVP_CIPHER_CTX_free};
  }
  return context;
}

}  // namespace

std::optional<std::string> gcm_seal(const base::Secret& key, std::string_view nonce,
                                    std::string_view associated, std::string_view plain) {
  if (plain.size() > INT_MAX - gcm_tag_bytes) {
    return std::nullopt;
  }
  const Context context = context_for(key, nonce, associated, true);
  std::string out(plain.size() + gcm_tag_bytes, '\0');
  int done = 0;
  int last = 0;
  if (context == nullptr ||
      EVP_CipherUpdate(context.get(), bytes_of(out), &done, bytes_of(plain),
                       static_cast<int>(plain.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), bytes_of(out) + done, &last) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes,
                          bytes_of(out) + plain.size()) != 1) {
    return std::nullopt;
  }
  return out;
}

std::optional<base::Secret> gcm_open(const base::Secret& key, std::string_view nonce,
                                     std::string_view associated, std::string_view sealed) {
  if (sealed.size() < gcm_tag_bytes || sealed.size() > INT_MAX) {
    return std::nullopt;
  }
  const std::string_view content = sealed.substr(0, sealed.size() - gcm_tag_bytes);
  std::string tag(sealed.substr(content.size()));
  const Context context = context_for(key, nonce, associated, false);
  Wiped plain{std::string(content.size(), '\0')};
  int done = 0;
  int last = 0;
  if (context == nullptr ||
      EVP_CipherUpdate(context.get(), bytes_of(plain.text), &done, bytes_of(content),
                       static_cast<int>(content.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data()) != 1 ||
      EVP_CipherFinal_ex(context.get(), bytes_of(plain.text) + done, &last) != 1) {
    return std::nullopt;
  }
  return base::Secret(std::string_view(plain.text));
}

}  // namespace cairn::crypto
