// AES-256-GCM through OpenSSL. Nothing of a file is believed before its tag is.
#include "cache/sealed.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <climits>
#include <limits>
#include <memory>
#include <utility>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace cairn::cache {
namespace {

constexpr std::string_view magic = "CAIRNLKG";
constexpr std::size_t scope_at = 16;
constexpr std::size_t scope_bytes = 64;
constexpr std::size_t key_id_at = 80;
constexpr std::size_t key_id_bytes = 16;
constexpr std::size_t nonce_at = 96;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t head_bytes = 108;
constexpr std::size_t tag_bytes = 16;
static_assert(sealing_bytes == head_bytes + tag_bytes);

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> shift) & 0xFFU);
  }
  return out;
}

std::uint64_t number_at(std::string_view file, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (const char c : file.substr(at, bytes)) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

// The ciphertext and its tag; none when OpenSSL refuses.
std::optional<std::string> encrypt(std::string_view content, std::string_view head,
                                   const Key& key) {
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::string out(content.size() + tag_bytes, '\0');
  int done = 0;
  int last = 0;
  if (context == nullptr ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()),
                         bytes_of(head.substr(nonce_at))) != 1 ||
      EVP_EncryptUpdate(context.get(), nullptr, &done, bytes_of(head),
                        static_cast<int>(head.size())) != 1 ||
      EVP_EncryptUpdate(context.get(), bytes_of(out), &done, bytes_of(content),
                        static_cast<int>(content.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), bytes_of(out) + done, &last) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes),
                          bytes_of(out) + content.size()) != 1) {
    return std::nullopt;
  }
  return out;
}

// The content; none, and the bytes wiped, when the tag is wrong.
std::optional<std::string> decrypt(std::string_view file, const Key& key) {
  const Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const std::string_view head = file.substr(0, head_bytes);
  const std::string_view content = file.substr(head_bytes, file.size() - sealing_bytes);
  std::string tag(file.substr(file.size() - tag_bytes));
  std::string out(content.size(), '\0');
  int done = 0;
  int last = 0;
  if (context == nullptr ||
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()),
                         bytes_of(head.substr(nonce_at))) != 1 ||
      EVP_DecryptUpdate(context.get(), nullptr, &done, bytes_of(head),
                        static_cast<int>(head.size())) != 1 ||
      EVP_DecryptUpdate(context.get(), bytes_of(out), &done, bytes_of(content),
                        static_cast<int>(content.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes),
                          tag.data()) != 1 ||
      EVP_DecryptFinal_ex(context.get(), bytes_of(out) + done, &last) != 1) {
    OPENSSL_cleanse(out.data(), out.size());
    return std::nullopt;
  }
  return out;
}

std::optional<std::string> decode_hex(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    const int high = base::hex_value(text[at]);
    const int low = base::hex_value(text[at + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace

std::optional<Key> Key::parse(std::string_view text) {
  if (text.size() == key_bytes) {
    return Key(std::string(text));
  }
  const std::string_view line = base::trim(text);
  auto bytes = line.size() == 2 * key_bytes ? decode_hex(line) : base::decode_base64(line);
  if (!bytes || bytes->size() != key_bytes) {
    return std::nullopt;
  }
  return Key(*std::move(bytes));
}

Result<Key> Key::random() {
  std::string bytes(key_bytes, '\0');
  if (RAND_bytes(bytes_of(bytes), static_cast<int>(bytes.size())) != 1) {
    return fail(ErrorCode::internal, "no random numbers for a key");
  }
  return Key(std::move(bytes));
}

std::string Key::id() const {
  base::Sha256 digest;
  digest.add_field("cairn cache key");
  digest.add_field(bytes_.reveal());
  return digest.hex().substr(0, key_id_bytes);
}

Result<std::string> seal(std::string_view content, std::string_view scope_digest, const Key& key) {
  if (content.size() > INT_MAX) {  // what one call of OpenSSL takes
    return fail(ErrorCode::resource_exhausted, "a content of more than 2 GiB cannot be cached");
  }
  std::string nonce(nonce_bytes, '\0');
  if (RAND_bytes(bytes_of(nonce), static_cast<int>(nonce.size())) != 1) {
    return fail(ErrorCode::internal, "no random numbers for a nonce");
  }
  std::string file(magic);
  file += big_endian(format_version, 2) + big_endian(0, 2) + big_endian(content.size(), 4);
  file += scope_digest;
  file += key.id() + nonce;
  const auto encrypted = encrypt(content, file, key);
  if (!encrypted || scope_digest.size() != scope_bytes) {
    return fail(ErrorCode::internal, "the cache cannot be encrypted");
  }
  return file + *encrypted;
}

Found<std::string> unseal(std::string_view file, std::string_view scope_digest, const Key& key) {
  if (!file.starts_with(magic) || file.size() < magic.size() + 2) {
    return miss(Reason::not_a_cache, "it is no cache file");
  }
  const std::uint64_t version = number_at(file, 8, 2);
  if (version > format_version) {
    return miss(Reason::newer_format, "its format is " + std::to_string(version) + ", newer than " +
                                          std::to_string(format_version));
  }
  if (version == 0 || file.size() < sealing_bytes ||
      number_at(file, 12, 4) != file.size() - sealing_bytes) {
    return miss(Reason::not_a_cache, "it is cut off or damaged");
  }
  if (file.substr(scope_at, scope_bytes) != scope_digest) {
    return miss(Reason::foreign_scope, "it is the answer to another question");
  }
  if (file.substr(key_id_at, key_id_bytes) != key.id()) {
    return miss(Reason::other_key, "it was encrypted with another key");
  }
  if (file.size() - sealing_bytes > INT_MAX) {
    return miss(Reason::too_large, "it is larger than 2 GiB");
  }
  auto content = decrypt(file, key);
  if (!content) {
    return miss(Reason::damaged, "it is damaged");
  }
  return *std::move(content);
}

}  // namespace cairn::cache
