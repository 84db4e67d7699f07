// Weak keys: told with the reason, or refused.
#include "app/settings_key_strength.hpp"
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

const std::string strict = "cairn.security.strict-keys: true\n";

// A complaint of these words, which is a warning and with strict keys an error.
void is_weak(const std::string& yaml, const Strings& words) {
  CAPTURE(yaml);
  const auto told = reading_of(yaml);
  CHECK_MESSAGE(told.errors.empty(), texts(told.errors));
  CHECK_MESSAGE(mentions(told.warnings, words), texts(told.warnings));
  CHECK(mentions(reading_of(strict + yaml).errors, words));
}

void is_fine(const std::string& yaml) {
  CAPTURE(yaml);
  const auto reading = reading_of(strict + yaml);
  CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
  CHECK_MESSAGE(reading.warnings.empty(), texts(reading.warnings));
}

}  // namespace

TEST_SUITE("app::review_keys") {
  TEST_CASE("short and well-known passwords") {
    is_weak("encrypt: {key: 'fifteen letters', salt: cafebabe}", {"encrypt.key", "16"});
    is_fine("encrypt: {key: 'sixteen letters!', salt: cafebabe}");
    is_weak("encrypt: {key: ' ChangeMe ', salt: cafebabe}", {"encrypt.key", "well-known"});
    is_weak("encrypt.key-store: {location: /k, alias: a, password: letmein}",
            {"encrypt.key-store.password", "well-known"});
    is_weak(
        "encrypt.key-store: {location: /k, alias: a, password: long enough words, secret: short}",
        {"encrypt.key-store.secret", "12"});
    is_weak("spring.security.user.password: eleven-char", {"spring.security.user.password", "12"});
    is_fine("spring.security.user.password: twelve-chars");
  }

  TEST_CASE("the salt that everybody has") {
    is_weak("encrypt.key: a long enough password", {"encrypt.key", "salt", "deadbeef"});
    is_weak("encrypt: {key: a long enough password, salt: deadbeef}", {"encrypt.salt"});
  }

  TEST_CASE("a key beside a key store, and PEM, are no passwords") {
    is_fine("encrypt: {key: x, key-store: {location: /k, alias: a, password: long enough words}}");
    is_fine("encrypt.key: '-----BEGIN RSA PRIVATE KEY-----'");
  }

  TEST_CASE("an empty key is an error, strict or not") {
    CHECK(mentions(reading_of("encrypt.key: ''").errors, {"encrypt.key", "is empty"}));
    CHECK(mentions(reading_of("encrypt.key: '  '").errors, {"encrypt.key", "is empty"}));
    CHECK(mentions(reading_of("spring.security.user.password: ''").errors, {"is empty"}));
    CHECK(mentions(reading_of("cairn.encrypt.keys.k1: ''").errors, {"32 bytes"}));
    is_fine("");
  }

  TEST_CASE("keys of Cairn's own format that nobody drew") {
    is_weak("cairn.encrypt.keys.k1: '" + std::string(64, '0') + "'", {"keys.k1", "not random"});
    is_weak("cairn.encrypt.keys.k1: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            {"keys.k1", "not random"});
    is_fine("cairn.encrypt.keys.k1: 8kHq0m1vXo3sB7dRzC5yWn9LtUeJ2gPaQf4xKi6hTbA=");
  }

  TEST_CASE("a keys file that everybody can read") {
    const Directory directory;
    directory.write("keys", "k1: 8kHq0m1vXo3sB7dRzC5yWn9LtUeJ2gPaQf4xKi6hTbA=\n");
    const std::string path = directory.path() + "/keys";
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    is_weak("cairn.encrypt.keys-file: " + path, {"keys-file", "every user"});
    std::filesystem::permissions(path, std::filesystem::perms(0640));
    is_fine("cairn.encrypt.keys-file: " + path);
  }

  TEST_CASE("complaints never hold what they are about") {
    const auto told = reading_of("encrypt.key: s3cr3t-key");
    CHECK_FALSE(mentions(told.warnings, {"s3cr3t-key"}));
  }
}

TEST_SUITE("app::weakness_of") {
  TEST_CASE("RSA keys of fewer than 2048 bits") {
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
    CHECK(weakness_of(**crypto::Keys::open(options)) ==
          "the RSA key has 512 bits, fewer than 2048");
    options.key = base::Secret("a password");
    CHECK_FALSE(weakness_of(**crypto::Keys::open(options)).has_value());
  }
}
