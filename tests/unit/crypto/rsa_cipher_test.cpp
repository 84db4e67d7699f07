// Spring's RSA cipher: texts of other implementations, our own, and damaged ones.
#include "crypto/rsa_cipher.hpp"

#include <doctest/doctest.h>

#include "base/base64.hpp"
#include "crypto/cipher_text.hpp"
#include "crypto/key_store.hpp"
#include "unit/crypto/samples.hpp"

using namespace cairn;
using namespace cairn::crypto;
using namespace cairn::crypto::test;
using base::Secret;

namespace {

RsaKey key() {
  const auto store = KeyStore::read(make_pkcs12("k", "pw"), Secret("pw"));
  REQUIRE(store.has_value());
  auto key = store->key("k", Secret("pw"));
  REQUIRE(key.has_value());
  return *key;
}

RsaCipher cipher(RsaPadding padding, bool strong, const char* salt = "deadbeef") {
  return {key(), RsaOptions{padding, strong, salt}};
}

std::string opened(const TextCipher& cipher, std::string_view text) {
  const auto plain = cipher.decrypt(text);
  return plain ? std::string(plain->reveal()) : "error: " + plain.error().text();
}

constexpr const char* refusal = "error: not encrypted with this key";

struct Kind {
  RsaPadding padding;
  bool strong;
  std::string_view recorded;
};

constexpr Kind kinds[] = {{RsaPadding::pkcs1, false, pkcs1_cbc},
                          {RsaPadding::pkcs1, true, pkcs1_gcm},
                          {RsaPadding::oaep, false, oaep_cbc},
                          {RsaPadding::oaep, true, oaep_gcm}};

}  // namespace

TEST_SUITE("crypto::RsaCipher") {
  TEST_CASE("texts of other implementations are opened, and ours as well") {
    for (const Kind& each : kinds) {
      const RsaCipher made = cipher(each.padding, each.strong);
      CHECK(opened(made, each.recorded) == "mysecret");
      for (const std::string plain : {"", "mysecret", "пароль🔑"}) {
        const auto text = made.encrypt(plain);
        REQUIRE(text.has_value());
        CHECK(text->rfind("AI", 0) == 0);  // a block of 128 bytes
        CHECK(opened(made, *text) == plain);
      }
    }
  }

  TEST_CASE("another padding, mode or salt does not open a text") {
    for (const Kind& text : kinds) {
      for (const Kind& other : kinds) {
        if (text.recorded != other.recorded) {
          CHECK(opened(cipher(other.padding, other.strong), text.recorded) == refusal);
        }
      }
      CHECK(opened(cipher(text.padding, text.strong, "cafebabe"), text.recorded) != "mysecret");
    }
  }

  TEST_CASE("a salt that is no hexadecimal stands for its bytes") {
    const auto text = cipher(RsaPadding::pkcs1, true, "somesalt").encrypt("x");
    CHECK(opened(cipher(RsaPadding::pkcs1, true, "736f6d6573616c74"), *text) == "x");
    const auto odd = cipher(RsaPadding::pkcs1, true, "abc").encrypt("x");
    CHECK(opened(cipher(RsaPadding::pkcs1, true, "616263"), *odd) == "x");
  }

  TEST_CASE("padding of the base64 may be missing, and nothing foreign be in it") {
    const RsaCipher made = cipher(RsaPadding::pkcs1, true);
    std::string text(pkcs1_gcm);
    CHECK(text.back() == '=');
    CHECK(opened(made, text.substr(0, text.size() - 1)) == "mysecret");
    CHECK(opened(made, text + "\n") == refusal);
    CHECK(opened(made, ' ' + text) == refusal);
  }

  TEST_CASE("with GCM no flipped bit and no cut is accepted") {
    const RsaCipher made = cipher(RsaPadding::oaep, true);
    const std::string bytes = decode_loose_base64(oaep_gcm).value();
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 3) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      CHECK(opened(made, base::encode_base64(changed)) == refusal);
    }
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK(opened(made, base::encode_base64(bytes.substr(0, size))) == refusal);
    }
  }

  TEST_CASE("a damaged block is refused in the words of a damaged text") {
    const RsaCipher made = cipher(RsaPadding::pkcs1, false);
    const std::string bytes = decode_loose_base64(pkcs1_cbc).value();
    for (const std::size_t at : {0U, 1U, 2U, 60U, 129U, 161U}) {
      CAPTURE(at);
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 0x10);
      CHECK(opened(made, base::encode_base64(changed)) == refusal);
    }
  }

  TEST_CASE("the public half encrypts, and says that it cannot do more") {
    const auto store = KeyStore::read(make_jks({{"partner", ""}}, "pw"), Secret("pw"));
    REQUIRE(store.has_value());
    const RsaCipher half(*store->key("PARTNER", Secret()), RsaOptions{});
    CHECK_FALSE(half.can_decrypt());
    CHECK(half.public_key_line() == public_line);
    const auto text = half.encrypt("for the partner");
    REQUIRE(text.has_value());
    CHECK(half.decrypt(*text).error().code == ErrorCode::failed_precondition);
    CHECK(opened(cipher(RsaPadding::pkcs1, false), *text) == "for the partner");
  }
}
