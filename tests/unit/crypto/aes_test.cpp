// AES-256 in both modes, with known vectors.
#include "crypto/aes.hpp"

#include <doctest/doctest.h>

#include "crypto/cipher_text.hpp"

using namespace cairn::crypto;
using cairn::base::Secret;

namespace {

std::string bytes(const char* hex) {
  return decode_hex(hex).value();
}

std::string opened(AesMode mode, const Secret& key, std::string_view text) {
  const auto plain = aes_decrypt(mode, key, text);
  return plain ? std::string(plain->reveal()) : "(refused)";
}

}  // namespace

TEST_SUITE("crypto::aes") {
  TEST_CASE("keys are derived as Spring Security does") {
    const auto derived = [](const char* password, const char* salt) {
      return encode_hex(derive_aes_key(password, bytes(salt)).reveal());
    };
    CHECK(derived("pie", "deadbeef") ==
          "336007a0060e2b301c486e711a6275c87d88dc2e40451ed87ce6cd01943da61e");
    CHECK(derived("foo", "deadbeef") ==
          "9510efc11b571875b214f62311a089c455e98b93cd3d2e203f16d13b88c71a78");
    CHECK(derived("password", "deadbeef") ==
          "844f7d149edf9ed1b53016372e9aa8807c24a9a1e825fdddecc19bd47053492d");
    CHECK(derived("s3cr3t-key", "4567890a12345678") ==
          "3802b8586a15847c20c47727b6d506287dc2f7a70e67d192f21532e322de7c08");
    CHECK(derived("clé-ünïcode", "deadbeef") ==
          "4c86b2eb91cabc5a076b6ea702e71f62ab3b6b2070bb44a14f327809eb6e08ee");
  }

  TEST_CASE("vectors of both modes") {
    const Secret key = derive_aes_key("password", bytes("deadbeef"));
    CHECK(opened(AesMode::cbc, key,
                 bytes("4b0febebd439db7ca77153cb254520c3b7232ac29355d07869433f1ecf55fe94")) ==
          "value");
    CHECK(opened(AesMode::gcm, key,
                 bytes("4b0febebd439db7ca77153cb254520c3e4d61ae38207b4e42b820d311dc3d4e0e2f37ed5e"
                       "e")) == "value");
  }

  TEST_CASE("what one mode encrypts it decrypts, another IV each time") {
    const Secret key = derive_aes_key("password", "salt");
    for (const AesMode mode : {AesMode::cbc, AesMode::gcm}) {
      for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U, 100'000U}) {
        CAPTURE(size);
        const std::string plain(size, 'x');
        const auto once = aes_encrypt(mode, key, plain);
        const auto again = aes_encrypt(mode, key, plain);
        REQUIRE(once.has_value());
        CHECK(once != again);
        CHECK(opened(mode, key, *once) == plain);
      }
    }
  }

  TEST_CASE("GCM accepts no changed bit, no cut and no other key") {
    const Secret key = derive_aes_key("password", "salt");
    const std::string text = aes_encrypt(AesMode::gcm, key, "plain").value();
    for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
      std::string changed = text;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      CHECK(opened(AesMode::gcm, key, changed) == "(refused)");
    }
    for (std::size_t size = 0; size < text.size(); ++size) {
      CHECK(opened(AesMode::gcm, key, text.substr(0, size)) == "(refused)");
    }
    CHECK(opened(AesMode::gcm, derive_aes_key("password", "other"), text) == "(refused)");
  }

  TEST_CASE("CBC needs an IV and whole blocks; an IV alone is the empty text") {
    const Secret key = derive_aes_key("password", "salt");
    const std::string text = aes_encrypt(AesMode::cbc, key, "plain").value();
    for (std::size_t size = 0; size < text.size(); ++size) {
      CAPTURE(size);
      CHECK(opened(AesMode::cbc, key, text.substr(0, size)) == (size == 16 ? "" : "(refused)"));
    }
  }

  TEST_CASE("a key of another size is refused") {
    CHECK_FALSE(aes_encrypt(AesMode::cbc, Secret("short"), "x").has_value());
    CHECK_FALSE(aes_decrypt(AesMode::cbc, Secret(), std::string(32, 'x')).has_value());
  }
}
