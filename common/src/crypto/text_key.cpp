// See text_key.hpp.
#include "crypto/text_key.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "crypto/cipher_text.hpp"
#include "crypto/rsa_cipher.hpp"
#include "crypto/symmetric_cipher.hpp"

namespace cairn::crypto {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN RSA PRIVATE KEY-----";
constexpr std::string_view end_mark = "-----END RSA PRIVATE KEY-----";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The bytes between the marks; empty for none.
base::Secret der_of_pem(std::string_view text) {
  const std::size_t begin = text.find(begin_mark);
  const std::size_t end = text.rfind(end_mark);
  if (begin == std::string_view::npos || end == std::string_view::npos ||
      end < begin + begin_mark.size()) {
    return {};
  }
  std::string body(text.substr(begin + begin_mark.size(), end - begin - begin_mark.size()));
  const auto blank = [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; };
  const auto kept = std::remove_if(body.begin(), body.end(), blank);
  auto der = decode_loose_base64(
      std::string_view(body).substr(0, static_cast<std::size_t>(kept - body.begin())));
  base::wipe(body);
  return der ? base::Secret(*std::move(der)) : base::Secret();
}

}  // namespace

Result<TextCipherPtr> cipher_of_text_key(const base::Secret& text, std::string_view salt) {
  if (contains(text.reveal(), "RSA PRIVATE KEY")) {
    const base::Secret der = der_of_pem(text.reveal());
    auto key =
        der.empty() ? fail(ErrorCode::invalid_argument, "it is no PEM") : RsaKey::from_pkcs1(der);
    if (!key) {
      return fail(std::move(key).error(), "the RSA private key cannot be used");
    }
    return std::make_shared<const RsaCipher>(*std::move(key), RsaOptions{});
  }
  if (text.reveal().substr(0, 7) == "ssh-rsa" || contains(text.reveal(), "RSA PUBLIC KEY")) {
    return fail(ErrorCode::invalid_argument,
                "it must be a private key or a password, not a public key");
  }
  auto cipher = SymmetricCipher::make(text, salt);
  if (!cipher) {
    return fail(std::move(cipher).error());
  }
  return TextCipherPtr(*std::move(cipher));
}

}  // namespace cairn::crypto
