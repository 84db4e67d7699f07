// Cipher texts and their pairs: whatever the bytes, they are opened or refused in the same words,
// pairs that are written back are read as the same pairs, and what we encrypt we open.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/cipher_prefix.hpp"
#include "crypto/decryptor.hpp"
#include "crypto/keys.hpp"
#include "service/form_text.hpp"

using namespace cairn;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

std::shared_ptr<const crypto::Keys> symmetric_keys() {
  crypto::KeyOptions options;
  options.key = base::Secret("fuzz");
  return *crypto::Keys::open(options);
}

// A key of 512 bits is enough to walk every step, and quick.
std::shared_ptr<const crypto::Keys> rsa_keys() {
  crypto::KeyOptions options;
  options.key = base::Secret(
      "-----BEGIN RSA PRIVATE KEY-----"
      "MIIBOgIBAAJBAKn6cGekorbfwTSzsdyLmGiUNdDOFt8tCypco9wXI/WhhxAGnHTy1PzsciGL25fq"
      "xcwOs8CiH/yrjthQqGahQ40CAwEAAQJAQlrx5oPuwVU4J0q+9EnKhYjWOV06sIT1BuSDUzf1Yb25"
      "9uq0SXK+81DTsxNYUrMYCh2AFp8rPFWUo+b5lMeoQQIhANemNAqLp5h3lobTQPsaNT+8+MGPAEu3"
      "yEvAXcl1LQQ7AiEAyciOGFqTCYxh20G79B90vFxbzsVAeEGtdW4gXU36wtcCIHMdXZpjgkt5Svkd"
      "vApOqy4jCgcI9vd0W49UWLw5uJYRAiA8E3H63jyYwyr/VHrZG+RtkDHlReUD6Mn0BG2uWeEm0QIh"
      "ANKpC6h02H3lcdYWyE33pIqIMRgoxOPFWLwqeUl03UGH"
      "-----END RSA PRIVATE KEY-----");
  return *crypto::Keys::open(options);
}

void check(const crypto::Keys& keys, std::string_view text) {
  const auto pairs = crypto::CipherPairs::parse(text);
  const std::string_view rest = crypto::without_pairs(text);
  require(rest.size() <= text.size() && text.substr(text.size() - rest.size()) == rest);
  const crypto::TextCipherPtr cipher = *keys.locate(pairs);
  const auto opened = cipher->decrypt(rest);
  require(opened || opened.error().message == "not encrypted with this key");
  const auto again = cipher->decrypt(*cipher->encrypt(text));
  // The symmetric cipher refuses what is no UTF-8, RSA repairs it.
  require(!again || again->reveal() == text || cipher->public_key_line());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto symmetric = symmetric_keys();
  static const auto rsa = rsa_keys();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(*symmetric, text);
  check(*rsa, text);
  const auto form = service::form_as_sent_on(text);
  if (form && !form->empty() && form->back() == '=') {
    require(service::plain_of_form(*form).has_value());
    require(service::cipher_text_of_form(*form).has_value());
  }
  return 0;
}
