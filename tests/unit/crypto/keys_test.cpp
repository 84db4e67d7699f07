// The keys of a server: which settings give which, and how pairs choose.
#include "crypto/keys.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "support/temporary_directory.hpp"
#include "unit/crypto/samples.hpp"

using namespace cairn;
using namespace cairn::crypto;
using namespace cairn::crypto::test;
using base::Secret;

namespace {

KeyOptions text_key(const char* key) {
  KeyOptions options;
  options.key = Secret(key);
  return options;
}

class StoreFile {
 public:
  explicit StoreFile(const std::string& bytes) { std::ofstream(path(), std::ios::binary) << bytes; }
  [[nodiscard]] std::string path() const { return directory_.path() + "/keys"; }
  [[nodiscard]] KeyOptions options(const char* alias = "main", const char* secret = "s") const {
    KeyOptions options;
    options.key = Secret("beside a store nobody looks at this");
    options.store = KeyOptions::Store{path(), Secret("pw"), alias, Secret(secret)};
    return options;
  }

 private:
  testing::TemporaryDirectory directory_;
};

std::string opened(const Keys& keys, const std::string& text) {
  const auto cipher = keys.locate(CipherPairs::parse(text));
  if (!cipher) {
    return "no key: " + cipher.error().message;
  }
  const auto plain = (*cipher)->decrypt(without_pairs(text));
  return plain ? std::string(plain->reveal()) : plain.error().message;
}

}  // namespace

TEST_SUITE("crypto::Keys") {
  TEST_CASE("a key text is for every text, whatever its pairs say") {
    const auto keys = Keys::open(text_key("s3cr3t-key"));
    REQUIRE(keys.has_value());
    const std::string text = "000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550b";
    CHECK(opened(**keys, text) == "mysecret");
    CHECK(opened(**keys, "{key:any}{secret:any}" + text) == "mysecret");
  }

  TEST_CASE("pairs choose a key of a store") {
    const StoreFile file(make_jks(
        {{"main", "s"}, {"orders", "orders-secret"}, {"shared", "s"}, {"partner", ""}}, "pw"));
    const auto keys = Keys::open(file.options());
    REQUIRE_MESSAGE(keys.has_value(), keys.error().text());
    const std::string text(pkcs1_cbc);
    CHECK(opened(**keys, text) == "mysecret");
    CHECK(opened(**keys, "{key:shared}" + text) == "mysecret");
    CHECK(opened(**keys, "{key:ORDERS}{secret:orders-secret}" + text) == "mysecret");
    CHECK(opened(**keys, "{secret:orders-secret}{key:orders}" + text) == "mysecret");
    CHECK(opened(**keys, "{key:orders}" + text) ==
          "no key: the key cannot be opened with this secret");
    CHECK(opened(**keys, "{secret:wrong}" + text) ==
          "no key: the key cannot be opened with this secret");
    CHECK(opened(**keys, "{key:nobody}" + text) == "no key: the key store has no such alias");
    CHECK(opened(**keys, "{key:partner}" + text) == "only the public half of the key is here");
    CHECK((*keys)->usual()->public_key_line() == public_line);
  }

  TEST_CASE("more keys than are kept open are opened again") {
    const StoreFile file(make_jks({{"main", "s"}}, "pw"));
    const auto keys = Keys::open(file.options());
    REQUIRE(keys.has_value());
    for (std::size_t i = 0; i < 3 * Keys::opened_keys_max; ++i) {
      CHECK(opened(**keys, "{secret:" + std::to_string(i) + "}AQ==") ==
            "no key: the key cannot be opened with this secret");
    }
    CHECK(opened(**keys, "{key:MAIN}" + std::string(pkcs1_cbc)) == "mysecret");
  }

  TEST_CASE("what cannot be used is said without a key or a password") {
    const StoreFile file(make_jks({{"main", "s"}}, "pw"));
    for (KeyOptions options : {file.options("nobody"), file.options("main", "wrong-secret-1")}) {
      const auto keys = Keys::open(options);
      REQUIRE_FALSE(keys.has_value());
      CHECK(keys.error().code == ErrorCode::invalid_argument);
      CHECK(keys.error().message.find("wrong-secret-1") == std::string::npos);
    }
    KeyOptions missing = file.options();
    missing.store->path += ".gone";
    CHECK(Keys::open(missing).error().code == ErrorCode::not_found);
    KeyOptions salt = text_key("s3cr3t");
    salt.salt = "xyz";
    CHECK(Keys::open(salt).error().message.find("s3cr3t") == std::string::npos);
  }

  TEST_CASE("a slot tells choices apart, and nothing about them") {
    const StoreFile file(make_jks({{"main", "s"}}, "pw"));
    const auto one = *Keys::open(file.options());
    const auto other = *Keys::open(file.options());
    const auto slot = [](const Keys& keys, const char* text) {
      return keys.slot(CipherPairs::parse(text));
    };
    CHECK(slot(*one, "x") == slot(*one, "{key:MAIN}{secret:s}x"));
    CHECK(slot(*one, "x") != slot(*one, "{secret:t}x"));
    CHECK(slot(*one, "{key:a}x") != slot(*one, "{key:b}x"));
    CHECK(slot(*one, "x") != slot(*other, "x"));  // each process has a pepper of its own
  }

  TEST_CASE("a blinded digest is that of the keys") {
    const auto one = *Keys::open(text_key("a"));
    CHECK(one->blinded("d") == (*Keys::open(text_key("a")))->blinded("d"));
    CHECK(one->blinded("d") != (*Keys::open(text_key("b")))->blinded("d"));
    CHECK(one->blinded("d") != one->blinded("e"));
    const StoreFile file(make_jks({{"main", "s"}}, "pw"));
    CHECK((*Keys::open(file.options()))->blinded("d") ==
          (*Keys::open(file.options()))->blinded("d"));
  }
}
