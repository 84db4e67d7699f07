// See rsa_key.hpp.
#include "crypto/rsa_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstdint>
#include <limits>

#include "base/base64.hpp"

namespace cairn::crypto {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// OpenSSL keeps what went wrong in a queue of the thread; ours say it themselves.
struct QuietErrors {
  ~QuietErrors() { ERR_clear_error(); }
};

bool fits_long(std::string_view bytes) {
  return bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
}

bool set_padding(EVP_PKEY_CTX* context, RsaPadding padding) {
  if (padding == RsaPadding::pkcs1) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  }
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha1()) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha1()) == 1;
}

std::string with_length(std::string_view bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>((size >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  return out.append(bytes);
}

// A number as SSH writes it: a zero in front when the first bit is set.
std::string ssh_number(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) {
    return with_length({});
  }
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, bytes_of(bytes));
  BN_free(number);
  if (!bytes.empty() && (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0) {
    bytes.insert(bytes.begin(), '\0');
  }
  return with_length(bytes);
}

}  // namespace

Result<RsaKey> RsaKey::checked(EVP_PKEY* key, bool has_private) {
  const QuietErrors quiet;
  std::shared_ptr<EVP_PKEY> owned(key, EVP_PKEY_free);
  if (owned == nullptr || EVP_PKEY_get_base_id(owned.get()) != EVP_PKEY_RSA) {
    return fail(ErrorCode::invalid_argument, "it is no RSA key");
  }
  const int bits = EVP_PKEY_get_bits(owned.get());
  if (bits < rsa_bits_min || bits > rsa_bits_max) {
    return fail(ErrorCode::invalid_argument,
                "an RSA key of " + std::to_string(bits) + " bits; it must have from " +
                    std::to_string(rsa_bits_min) + " to " + std::to_string(rsa_bits_max));
  }
  return RsaKey(std::move(owned), has_private);
}

Result<RsaKey> RsaKey::from_pkcs1(const base::Secret& der) {
  const std::string_view bytes = der.reveal();
  const unsigned char* at = bytes_of(bytes);
  return checked(fits_long(bytes)
                     ? d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(bytes.size()))
                     : nullptr,
                 true);
}

Result<RsaKey> RsaKey::from_pkcs8(const base::Secret& der) {
  const std::string_view bytes = der.reveal();
  const unsigned char* at = bytes_of(bytes);
  PKCS8_PRIV_KEY_INFO* info =
      fits_long(bytes) ? d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(bytes.size()))
                       : nullptr;
  EVP_PKEY* key = info == nullptr ? nullptr : EVP_PKCS82PKEY(info);
  PKCS8_PRIV_KEY_INFO_free(info);
  return checked(key, true);
}

Result<RsaKey> RsaKey::from_certificate(std::string_view der) {
  const unsigned char* at = bytes_of(der);
  X509* certificate =
      fits_long(der) ? d2i_X509(nullptr, &at, static_cast<long>(der.size())) : nullptr;
  EVP_PKEY* key = certificate == nullptr ? nullptr : X509_get_pubkey(certificate);
  X509_free(certificate);
  return checked(key, false);
}

std::size_t RsaKey::block_bytes() const {
  return static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
}

std::optional<std::string> RsaKey::encrypt(RsaPadding padding, std::string_view plain) const {
  const QuietErrors quiet;
  const Context context(EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
  std::string block(block_bytes(), '\0');
  std::size_t size = block.size();
  if (context == nullptr || EVP_PKEY_encrypt_init(context.get()) != 1 ||
      !set_padding(context.get(), padding) ||
      EVP_PKEY_encrypt(context.get(), bytes_of(block), &size, bytes_of(plain), plain.size()) != 1) {
    return std::nullopt;
  }
  block.resize(size);
  return block;
}

std::optional<base::Secret> RsaKey::decrypt(RsaPadding padding, std::string_view block) const {
  const QuietErrors quiet;
  const Context context(EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
  std::string plain(block_bytes(), '\0');
  std::size_t size = plain.size();
  const bool opened =
      has_private_ && context != nullptr && EVP_PKEY_decrypt_init(context.get()) == 1 &&
      set_padding(context.get(), padding) &&
      EVP_PKEY_decrypt(context.get(), bytes_of(plain), &size, bytes_of(block), block.size()) == 1;
  std::optional<base::Secret> secret;
  if (opened) {
    secret.emplace(std::string_view(plain).substr(0, size));
  }
  base::wipe(plain);
  return secret;
}

std::string RsaKey::public_key_line() const {
  const std::string blob = with_length("ssh-rsa") + ssh_number(key_.get(), OSSL_PKEY_PARAM_RSA_E) +
                           ssh_number(key_.get(), OSSL_PKEY_PARAM_RSA_N);
  return "ssh-rsa " + base::encode_base64(blob) + " application";
}

}  // namespace cairn::crypto
