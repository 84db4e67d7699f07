// Key stores: JKS and PKCS#12, those of the recorded suites and those made here.
#include "crypto/key_store.hpp"

#include <doctest/doctest.h>

#include "crypto/jks.hpp"
#include "unit/crypto/samples.hpp"

using namespace cairn;
using namespace cairn::crypto;
using namespace cairn::crypto::test;
using base::Secret;

namespace {

// "private", "public", or what is wrong.
std::string key_in(const std::string& bytes, const char* password, const char* alias,
                   const char* secret) {
  const auto store = KeyStore::read(bytes, Secret(password));
  if (!store) {
    return "store: " + store.error().message;
  }
  const auto key = store->key(alias, Secret(secret));
  if (!key) {
    return "key: " + key.error().message;
  }
  return key->has_private() ? "private" : "public";
}

constexpr const char* wrong_password = "store: the password is wrong, or the key store is damaged";
constexpr const char* wrong_secret = "key: the key cannot be opened with this secret";
constexpr const char* no_alias = "key: the key store has no such alias";

}  // namespace

TEST_SUITE("crypto::KeyStore") {
  TEST_CASE("JKS: keys with passwords of their own, and a certificate alone") {
    const std::string bytes =
        make_jks({{"main", "main-secret"}, {"orders", "clé🔑"}, {"partner", ""}}, "letmein");
    CHECK(key_in(bytes, "letmein", "main", "main-secret") == "private");
    CHECK(key_in(bytes, "letmein", "ORDERS", "clé🔑") == "private");
    CHECK(key_in(bytes, "letmein", "partner", "") == "public");
    CHECK(key_in(bytes, "letmein", "main", "letmein") == wrong_secret);
    CHECK(key_in(bytes, "letmein", "main", "") == wrong_secret);
    CHECK(key_in(bytes, "letmein", "nobody", "x") == no_alias);
    CHECK(key_in(bytes, "Letmein", "main", "main-secret") == wrong_password);
    CHECK(key_in(bytes, "", "main", "main-secret") == wrong_password);
    CHECK(key_in(bytes, "\xFF", "main", "main-secret") == wrong_password);
  }

  TEST_CASE("JKS: no flipped bit and no cut is accepted") {
    const std::string bytes = make_jks({{"main", "s"}}, "letmein");
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 5) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      CHECK_FALSE(KeyStore::read(changed, Secret("letmein")).has_value());
    }
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK_FALSE(KeyStore::read(bytes.substr(0, size), Secret("letmein")).has_value());
    }
  }

  TEST_CASE("JKS: damaged entries behind a right digest are refused, not followed") {
    const std::string bytes = make_jks({{"main", "s"}, {"partner", ""}}, "letmein");
    const std::string content = bytes.substr(0, bytes.size() - 20);
    CHECK(read_jks_entries(content)->size() == 2);
    for (std::size_t size = 0; size < content.size(); ++size) {
      CHECK_FALSE(read_jks_entries(content.substr(0, size)).has_value());
    }
    CHECK_FALSE(read_jks_entries(content + "x").has_value());
    for (const char byte : {'\x00', '\x03', '\x7F', '\xFF'}) {
      for (std::size_t at = 0; at < content.size(); ++at) {
        std::string changed = content;
        changed[at] = byte;
        static_cast<void>(read_jks_entries(changed));  // whatever comes of it, it ends
      }
    }
  }

  TEST_CASE("JKS: the number of entries is limited") {
    const std::vector<StoredKey> entries(jks_entries_max, StoredKey{"", ""});
    CHECK(KeyStore::read(make_jks(entries, "p"), Secret("p")).has_value());
    std::string content = make_jks({}, "p");
    content.resize(8);
    CHECK(read_jks_entries(content + std::string("\x00\x00\x27\x11", 4)).error().code ==
          ErrorCode::resource_exhausted);  // 10,001
    CHECK(read_jks_entries(content + std::string("\x00\x00\x27\x10", 4)).error().code ==
          ErrorCode::invalid_argument);  // 10,000, none of which is there
  }

  TEST_CASE("PKCS#12: a key under its name") {
    const std::string bytes = make_pkcs12("Config", "pw");
    CHECK(key_in(bytes, "pw", "config", "pw") == "private");
    CHECK(key_in(bytes, "pw", "CONFIG", "pw") == "private");
    CHECK(key_in(bytes, "pw", "config", "other") == wrong_secret);
    CHECK(key_in(bytes, "pw", "other", "pw") == no_alias);
    CHECK(key_in(bytes, "PW", "config", "pw") == wrong_password);
    CHECK(key_in(make_pkcs12(nullptr, "pw"), "pw", "1", "pw") == "private");
  }

  TEST_CASE("PKCS#12: no flipped bit and no cut crashes or shows another key") {
    const std::string bytes = make_pkcs12("k", "pw");
    for (std::size_t at = 0; at < bytes.size(); at += 7) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 0x11);
      static_cast<void>(key_in(changed, "pw", "k", "pw"));
      static_cast<void>(key_in(bytes.substr(0, at), "pw", "k", "pw"));
    }
    CHECK(key_in(bytes, "pw", "k", "pw") == "private");
  }

  TEST_CASE("the stores of the recorded suites") {
    const std::string jks = recorded_file("75-keystore-jks", "keys/server.jks");
    CHECK(key_in(jks, "letmein", "main", "main-secret") == "private");
    CHECK(key_in(jks, "letmein", "legacy", "legacy-secret") == "private");
    CHECK(key_in(jks, "letmein", "partner", "") == "public");
    const std::string java = recorded_file("76-keystore-pkcs12-oaep-strong", "keys/server.p12");
    CHECK(key_in(java, "p12-letmein", "pay", "p12-letmein") == "private");
    CHECK(key_in(java, "p12-letmein", "ship", "p12-letmein") == "private");
    const std::string old = recorded_file("77-keystore-openssl-pkcs12-oaep", "keys/one.p12");
    CHECK(key_in(old, "openssl-pass", "config", "openssl-pass") == "private");
  }

  TEST_CASE("what is no key store") {
    CHECK(key_in("", "p", "a", "s") == "store: it is neither a JKS nor a PKCS#12 key store");
    CHECK(key_in("hello", "p", "a", "s") == "store: it is neither a JKS nor a PKCS#12 key store");
    CHECK(key_in("\xFE\xED\xFE\xED", "p", "a", "s") == wrong_password);
  }

  TEST_CASE("a store may be as large as the limit, not larger") {
    const Secret password("p");
    CHECK(KeyStore::read(std::string(key_store_bytes_max, 'x'), password).error().code ==
          ErrorCode::invalid_argument);
    CHECK(KeyStore::read(std::string(key_store_bytes_max + 1, 'x'), password).error().code ==
          ErrorCode::resource_exhausted);
  }
}
