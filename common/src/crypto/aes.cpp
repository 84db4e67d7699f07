// See aes.hpp.
#include "crypto/aes.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <climits>
#include <cstddef>
#include <memory>

namespace cairn::crypto {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t iv_bytes = 16;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t block_bytes = 16;
constexpr int rounds = 1024;

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

// A context for one message; its IV has 16 bytes in both modes.
Context context_for(AesMode mode, const base::Secret& key, std::string_view iv, bool encrypting) {
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const EVP_CIPHER* cipher = mode == AesMode::gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
  const int direction = encrypting ? 1 : 0;
  if (context == nullptr || key.reveal().size() != key_bytes ||
      EVP_CipherInit_ex(context.get(), cipher, nullptr, nullptr, nullptr, direction) != 1 ||
      (mode == AesMode::gcm &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_IVLEN, iv_bytes, nullptr) != 1) ||
      EVP_CipherInit_ex(context.get(), nullptr, nullptr, bytes_of(key.reveal()), bytes_of(iv),
                        direction) != 1) {
    return {nullptr, EVP_CIPHER_CTX_free};
  }
  return context;
}

}  // namespace

base::Secret derive_aes_key(std::string_view password, std::string_view salt) {
  std::string key(key_bytes, '\0');
  if (password.size() > INT_MAX || salt.size() > INT_MAX ||
      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                        static_cast<int>(salt.size()), rounds, EVP_sha1(),
                        static_cast<int>(key.size()), bytes_of(key)) != 1) {
    return {};
  }
  return base::Secret(std::move(key));
}

std::optional<std::string> aes_encrypt(AesMode mode, const base::Secret& key,
                                       std::string_view plain) {
  std::string out(iv_bytes, '\0');
  if (plain.size() > INT_MAX - iv_bytes - block_bytes || RAND_bytes(bytes_of(out), iv_bytes) != 1) {
    return std::nullopt;
  }
  const Context context = context_for(mode, key, out, true);
  out.resize(iv_bytes + plain.size() + block_bytes + tag_bytes);
  int done = 0;
  int last = 0;
  if (context == nullptr ||
      EVP_CipherUpdate(context.get(), bytes_of(out) + iv_bytes, &done, bytes_of(plain),
                       static_cast<int>(plain.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), bytes_of(out) + iv_bytes + done, &last) != 1) {
    return std::nullopt;
  }
  std::size_t end = iv_bytes + static_cast<std::size_t>(done) + static_cast<std::size_t>(last);
  if (mode == AesMode::gcm) {
    if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, bytes_of(out) + end) !=
        1) {
      return std::nullopt;
    }
    end += tag_bytes;
  }
  out.resize(end);
  return out;
}

std::optional<base::Secret> aes_decrypt(AesMode mode, const base::Secret& key,
                                        std::string_view bytes) {
  const std::size_t around = iv_bytes + (mode == AesMode::gcm ? tag_bytes : 0);
  if (bytes.size() < around || bytes.size() > INT_MAX) {
    return std::nullopt;
  }
  if (mode == AesMode::cbc && bytes.size() == iv_bytes) {
    return base::Secret();
  }
  const std::string_view content = bytes.substr(iv_bytes, bytes.size() - around);
  std::string tag(bytes.substr(bytes.size() - (around - iv_bytes)));
  const Context context = context_for(mode, key, bytes.substr(0, iv_bytes), false);
  Wiped plain{std::string(content.size() + block_bytes, '\0')};
  int done = 0;
  int last = 0;
  if (context == nullptr ||
      EVP_CipherUpdate(context.get(), bytes_of(plain.text), &done, bytes_of(content),
                       static_cast<int>(content.size())) != 1 ||
      (mode == AesMode::gcm &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) != 1) ||
      EVP_CipherFinal_ex(context.get(), bytes_of(plain.text) + done, &last) != 1) {
    return std::nullopt;
  }
  return base::Secret(
      std::string_view(plain.text)
          .substr(0, static_cast<std::size_t>(done) + static_cast<std::size_t>(last)));
}

}  // namespace cairn::crypto
