// Keys as texts: encrypt.key, which is a password or PEM, and the lines of a keys file. Whatever
// the bytes, they are a key or refused without being shown; what a key encrypts, it opens.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/key_ring.hpp"
#include "crypto/text_key.hpp"

using namespace cairn;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

// RSA costs what the numbers in the key cost, and those are as long as the text lets them be.
constexpr std::size_t tried_bytes_max = 2'048;

void check_key_text(std::string_view text) {
  const auto cipher = crypto::cipher_of_text_key(base::Secret(text), "cafebabe");
  if (!cipher) {
    require(cipher.error().code == ErrorCode::invalid_argument);
    return;
  }
  const bool is_pem = text.find("RSA PRIVATE KEY") != std::string_view::npos;
  require((*cipher)->public_key_line().has_value() == is_pem);
  require(((*cipher)->rsa_bits() > 0) == is_pem);
  if (text.size() > tried_bytes_max) {
    return;
  }
  const auto sealed = (*cipher)->encrypt("a text");
  if (sealed) {
    const auto opened = (*cipher)->decrypt(*sealed);
    // The numbers of an RSA key that was altered need not fit each other.
    require(is_pem ? opened || opened.error().code == ErrorCode::invalid_argument
                   : opened->reveal() == "a text");
  }
}

void check_keys_file(std::string_view text) {
  auto keys = crypto::parse_keys(text, "keys");
  if (!keys) {
    require(keys.error().code == ErrorCode::invalid_argument && keys.error().origin.file == "keys");
    return;
  }
  const std::size_t count = keys->size();
  const auto ring = crypto::KeyRing::make(*std::move(keys), "");
  require(!ring || ring->keys().size() == count);
  for (std::size_t i = 0; ring && i < count; ++i) {
    const crypto::KeyRing::Key& key = ring->keys()[i];
    require(key.bytes.reveal().size() == 32 && ring->find(key.id) == &key.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_key_text(text);
  check_key_text("-----BEGIN RSA PRIVATE KEY-----" + std::string(text) +
                 "-----END RSA PRIVATE KEY-----");
  check_keys_file(text);
  return 0;
}
