// See rsa_cipher.hpp.
#include "crypto/rsa_cipher.hpp"

#include <openssl/rand.h>

#include <cstddef>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "crypto/cipher_text.hpp"

namespace cairn::crypto {
namespace {

constexpr std::size_t secret_bytes = 16;
constexpr std::size_t length_bytes = 2;

base::Secret random_secret() {
  std::string bytes(secret_bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), secret_bytes) != 1) {
    return {};
  }
  return base::Secret(std::move(bytes));
}

base::Secret key_of(const base::Secret& secret, std::string_view salt) {
  const base::Secret password(encode_hex(secret.reveal()));
  return derive_aes_key(password.reveal(), salt);
}

struct Envelope {
  std::string_view block;
  std::string_view inner;
};

std::optional<Envelope> open_envelope(std::string_view bytes) {
  if (bytes.size() < length_bytes) {
    return std::nullopt;
  }
  const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) * 256 +
                             static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(length_bytes);
  if (length > bytes.size()) {
    return std::nullopt;
  }
  return Envelope{bytes.substr(0, length), bytes.substr(length)};
}

}  // namespace

RsaCipher::RsaCipher(RsaKey key, const RsaOptions& options)
    : key_(std::move(key)),
      padding_(options.padding),
      mode_(options.strong ? AesMode::gcm : AesMode::cbc),
      salt_(decode_hex(options.salt).value_or(options.salt)) {}

Result<std::string> RsaCipher::encrypt(std::string_view plain) const {
  const base::Secret secret = random_secret();
  const auto block = secret.empty() ? std::nullopt : key_.encrypt(padding_, secret.reveal());
  const auto inner = aes_encrypt(mode_, key_of(secret, salt_), plain);
  if (!block || !inner) {
    return fail(ErrorCode::internal, "the text cannot be encrypted");
  }
  std::string bytes;
  bytes += static_cast<char>((block->size() >> 8U) & 0xFFU);
  bytes += static_cast<char>(block->size() & 0xFFU);
  return base::encode_base64(bytes + *block + *inner);
}

Result<base::Secret> RsaCipher::decrypt(std::string_view cipher_text) const {
  if (!can_decrypt()) {
    return fail(ErrorCode::failed_precondition, "only the public half of the key is here");
  }
  const auto bytes = decode_loose_base64(cipher_text);
  const auto envelope = bytes ? open_envelope(*bytes) : std::nullopt;
  if (!envelope || envelope->block.size() != key_.block_bytes()) {
    return not_encrypted_with_this_key();
  }
  // Drawn each time: a block that does not open costs what one that opens costs.
  const base::Secret instead = random_secret();
  const auto secret = key_.decrypt(padding_, envelope->block);
  const bool opened = secret && secret->reveal().size() == secret_bytes;
  const base::Secret& used = opened ? *secret : instead;
  const auto plain = aes_decrypt(mode_, key_of(used, salt_), envelope->inner);
  if (!opened || !plain) {
    return not_encrypted_with_this_key();
  }
  // Unlike the symmetric cipher, the reference takes bytes that are no UTF-8 here.
  return base::is_utf8(plain->reveal()) ? *plain : base::Secret(repaired_utf8(plain->reveal()));
}

}  // namespace cairn::crypto
