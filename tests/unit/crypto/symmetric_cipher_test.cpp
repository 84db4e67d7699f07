// Spring's symmetric cipher: recorded texts, our own, and damaged ones.
#include "crypto/symmetric_cipher.hpp"

#include <doctest/doctest.h>

#include "crypto/cipher_text.hpp"

using namespace cairn;
using namespace cairn::crypto;
using base::Secret;

namespace {

std::shared_ptr<const SymmetricCipher> cipher(const char* password, const char* salt = "deadbeef") {
  auto made = SymmetricCipher::make(Secret(password), salt);
  REQUIRE(made.has_value());
  return *made;
}

std::string opened(const TextCipher& cipher, std::string_view text) {
  const auto plain = cipher.decrypt(text);
  return plain ? std::string(plain->reveal()) : "error: " + plain.error().text();
}

constexpr const char* refusal = "error: not encrypted with this key";

struct Vector {
  const char* password;
  const char* salt;
  const char* plain;
  const char* text;
};

constexpr Vector vectors[] = {
    {"pie", "deadbeef", "test", "bf29452295df354e6153c5b31b03ef23c70e55fba24299aa85c63438f1c43c95"},
    {"foo", "deadbeef", "SUPER SECRET",
     "d1b2458ccede07c856ff952bd841638ff4dd12ed1d36812663c3c7262d57bf46"},
    {"foo", "deadbeef", "mysecret",
     "682bc583f4641835fa2db009355293665d2647dade3375c0ee201de2a49f7bda"},
    {"password", "deadbeef", "value",
     "4b0febebd439db7ca77153cb254520c3b7232ac29355d07869433f1ecf55fe94"},
    {"s3cr3t-key", "deadbeef", "mysecret",
     "000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550b"},
    {"s3cr3t-key", "4567890a12345678", "mysecret",
     "000102030405060708090a0b0c0d0e0fa0e08459b0aa879df814a10eca3e43cc"},
    {"clé-ünïcode", "deadbeef", "пароль🔑",
     "000102030405060708090a0b0c0d0e0f565732d15068e95e5ce6f1745b458cbfa293ce305c573a3e1f1dccd4712d"
     "1094"},
    {"s3cr3t-key", "deadbeef", "",
     "000102030405060708090a0b0c0d0e0f5bf95df90ed66d2da4e423bd9d8c9641"},
};

}  // namespace

TEST_SUITE("crypto::SymmetricCipher") {
  TEST_CASE("texts of other implementations are opened, and ours as well") {
    for (const Vector& each : vectors) {
      CAPTURE(each.text);
      const auto made = cipher(each.password, each.salt);
      CHECK(opened(*made, each.text) == each.plain);
      const auto text = made->encrypt(each.plain);
      REQUIRE(text.has_value());
      CHECK(text->size() == std::string_view(each.text).size());
      CHECK(opened(*made, *text) == each.plain);
      CHECK(*text != *made->encrypt(each.plain));
    }
  }

  TEST_CASE("upper-case digits are read") {
    CHECK(opened(*cipher("s3cr3t-key"),
                 "000102030405060708090A0B0C0D0E0F7D739137EA6315D422E9934C3355550B") == "mysecret");
  }

  TEST_CASE("everything that is not ours gets the same words") {
    const auto made = cipher("s3cr3t-key");
    for (const char* text : {"", "00", "000102030405060708090a0b0c0d0e", "not hex", "0",
                             "000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550a",
                             "000102030405060708090a0b0c0d0e0f7d739137ea6315d422",
                             "682bc583f4641835fa2db009355293665d2647dade3375c0ee201de2a49f7bda",
                             "3c790daa3384aade3e863d14e8e3feb73da7efe8ffc43768dccfb88c9d9829f2"}) {
      CAPTURE(text);
      CHECK(opened(*made, text) == refusal);
    }
  }

  TEST_CASE("no flipped bit crashes, and none shows more than a refusal or another text") {
    const auto made = cipher("s3cr3t-key");
    const std::string bytes =
        decode_hex(*made->encrypt("a value of two blocks, all in all")).value();
    std::size_t refused = 0;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      const std::string text = opened(*made, encode_hex(changed));
      CHECK(text != "a value of two blocks, all in all");
      refused += text == refusal ? 1 : 0;
    }
    CHECK(refused > 100);  // this cipher has no integrity; the padding and UTF-8 tell some
  }

  TEST_CASE("a salt is hexadecimal") {
    for (const char* salt : {"", "a", "xyz0", "dead beef"}) {
      CAPTURE(salt);
      const auto made = SymmetricCipher::make(Secret("k"), salt);
      REQUIRE_FALSE(made.has_value());
      CHECK(made.error().code == ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("it has no public half") {
    CHECK_FALSE(cipher("k")->public_key_line().has_value());
    CHECK(cipher("k")->can_decrypt());
  }
}
