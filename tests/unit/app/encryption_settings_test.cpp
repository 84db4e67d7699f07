// The settings of encryption, and encrypted values among the settings.
#include "app/check_config.hpp"
#include "app/own_ciphers.hpp"
#include "app/settings_encryption.hpp"
#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

const std::string mysecret =
    "{cipher}000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550b";

EncryptionSettings encryption_of(const std::string& yaml) {
  auto reading = reading_of(yaml);
  CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
  return reading.settings.encryption;
}

}  // namespace

TEST_SUITE("app, settings of encryption") {
  TEST_CASE("without a key there is none") {
    CHECK_FALSE(encryption_of("").keys.has_value());
    CHECK_FALSE(reading_of("encrypt.key: '  '").settings.encryption.keys.has_value());
    CHECK(encryption_of("").enabled);
    CHECK(encryption_of("").prefix_invalid);
    CHECK_FALSE(encryption_of("").plain_text);
  }

  TEST_CASE("a key text and its salt") {
    const auto made = encryption_of("encrypt:\n  key: s3cr3t\n  salt: cafebabe\n");
    REQUIRE(made.keys.has_value());
    CHECK(made.keys->key.matches("s3cr3t"));
    CHECK(made.keys->salt == "cafebabe");
    CHECK_FALSE(made.keys->store.has_value());
    CHECK(mentions(reading_of("encrypt:\n  key: k\n  salt: xyz\n").errors,
                   {"application.yml:3:", "encrypt.salt", "hexadecimal"}));
  }

  TEST_CASE("a key store wins, and its key's password may be the store's") {
    const auto made = encryption_of(
        "encrypt:\n  key: beside\n  key-store:\n    location: file:/k.jks\n    password: p\n"
        "    alias: main\n  rsa: {algorithm: oaep, strong: true, salt: somesalt}\n");
    REQUIRE(made.keys.has_value());
    REQUIRE(made.keys->store.has_value());
    CHECK(made.keys->store->path == "/k.jks");
    CHECK(made.keys->store->secret.matches("p"));
    CHECK(made.keys->key.empty());
    CHECK(made.keys->rsa.padding == crypto::RsaPadding::oaep);
    CHECK(made.keys->rsa.strong);
    CHECK(made.keys->rsa.salt == "somesalt");
    CHECK(encryption_of("encrypt.key-store: {location: /k, password: p, alias: a, secret: s}")
              .keys->store->secret.matches("s"));
  }

  TEST_CASE("a location is a file") {
    const auto path = [](const std::string& location) {
      const auto reading =
          reading_of("encrypt.key-store: {password: p, alias: a, location: '" + location + "'}");
      return reading.errors.empty() ? reading.settings.encryption.keys->store->path : "refused";
    };
    CHECK(path("file:/etc/k.jks") == "/etc/k.jks");
    CHECK(path("file:///etc/k.jks") == "/etc/k.jks");
    CHECK(path("file:k.jks") == "k.jks");
    CHECK(path("/etc/a:b") == "/etc/a:b");
    CHECK(path("k.jks") == "k.jks");
    CHECK(path("classpath:k.jks") == "refused");
    CHECK(path("https://h/k.jks") == "refused");
    CHECK(path("file:") == "refused");
  }

  TEST_CASE("a store needs a password and an alias") {
    const auto reading = reading_of("encrypt.key-store.location: /k");
    CHECK(reading.errors.size() == 2);
    CHECK(mentions(reading.errors, {"encrypt.key-store.password"}));
    CHECK(mentions(reading.errors, {"encrypt.key-store.alias"}));
  }

  TEST_CASE("endpoints are there on a loopback address only, unless somebody says so") {
    const auto endpoints = [](const std::string& yaml) {
      return reading_of(yaml).settings.http.ciphers;
    };
    using http::CipherEndpoints;
    CHECK(endpoints("") == CipherEndpoints::all);
    CHECK(endpoints("server.address: ::1") == CipherEndpoints::all);
    CHECK(endpoints("server.address: 0.0.0.0") == CipherEndpoints::off);
    CHECK(endpoints("server.address: 192.0.2.1") == CipherEndpoints::off);
    CHECK(endpoints("server.address: 0.0.0.0\ncairn.encrypt.endpoints: drop-in") ==
          CipherEndpoints::all);
    CHECK(endpoints("cairn.encrypt.endpoints: encrypt-only") == CipherEndpoints::encrypt_only);
    CHECK(endpoints("cairn.encrypt.endpoints: off") == CipherEndpoints::off);
    CHECK(mentions(reading_of("cairn.encrypt.endpoints: sometimes").errors,
                   {"drop-in, encrypt-only or off"}));
  }

  TEST_CASE("keys of Cairn's own format stand in the settings, in a file, or in both") {
    const std::string key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const Directory directory;
    const std::string file = directory.path() + "/keys";
    directory.write("keys", "in-file: " + key + "\n");
    CHECK(encryption_of("").ring.keys().empty());
    CHECK_FALSE(encryption_of("").writes_bound);
    const auto made = encryption_of("cairn.encrypt: {format: cairn, active-key: k1, keys: {k1: '" +
                                    key + "', k2: '" + key + "'}, keys-file: " + file + "}");
    CHECK(made.writes_bound);
    CHECK(made.ring.keys().size() == 3);
    CHECK(made.ring.find("in-file") != nullptr);
    CHECK(made.ring.active()->id == "k1");
    CHECK(encryption_of("cairn.encrypt.keys.k1: " + key).ring.active()->id == "k1");
    const auto by_variable = reading_of("", {}, {"CAIRN_ENCRYPT_KEYS_K1=" + key});
    CHECK(by_variable.settings.encryption.ring.find("k1") != nullptr);
  }

  TEST_CASE("what is wrong with keys is told, without them") {
    const std::string key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const auto errors = [](const std::string& yaml) { return reading_of(yaml).errors; };
    CHECK(mentions(errors("cairn.encrypt.keys.k1: hush"), {"cairn.encrypt.keys.k1", "32 bytes"}));
    CHECK_FALSE(mentions(errors("cairn.encrypt.keys.k1: hush"), {"hush"}));
    CHECK(mentions(errors("cairn.encrypt.keys-file: /nowhere/keys"), {"cairn.encrypt.keys-file"}));
    CHECK(mentions(errors("cairn.encrypt.format: cairn"), {"needs a key that writes"}));
    CHECK(mentions(
        errors("cairn.encrypt: {format: cairn, keys: {a: '" + key + "', b: '" + key + "'}}"),
        {"needs a key that writes"}));
    CHECK(mentions(errors("cairn.encrypt: {active-key: b, keys: {a: '" + key + "'}}"),
                   {"there is no key 'b'"}));
  }

  TEST_CASE("limits") {
    CHECK(encryption_of("").threads == 1);
    CHECK(encryption_of("").waiting_max == 256);
    CHECK(encryption_of("cairn.encrypt: {threads: 64, waiting: 1, cache-size: 1KB}").threads == 64);
    CHECK(reading_of("cairn.encrypt.threads: 65").errors.size() == 1);
    CHECK(reading_of("cairn.encrypt.threads: 0").errors.size() == 1);
    CHECK(reading_of("cairn.encrypt.waiting: 0").errors.size() == 1);
  }
}

TEST_SUITE("app::open_own_ciphers") {
  TEST_CASE("encrypted settings are opened with the key beside them") {
    const auto tree = open_own_ciphers(
        tree_of("encrypt.key: s3cr3t-key\nspring.security.user.password: '" + mysecret +
                "'\ncairn.data-dir: ${spring.security.user.password}\n"));
    REQUIRE(tree.has_value());
    CHECK((*tree->get("spring.security.user.password"))->text == "mysecret");
    CHECK((*tree->get("cairn.data-dir"))->text == "mysecret");
  }

  TEST_CASE("they are never shown, whatever they are of") {
    const auto tree = open_own_ciphers(
        tree_of("encrypt.key: s3cr3t-key\nserver.port: '" + mysecret +
                "'\nspring.cloud.config.server.overrides.own: '" + mysecret + "'\n"));
    REQUIRE(tree.has_value());
    const std::string text = check_config_text(*tree, read_settings(*tree));
    CHECK(text.find("mysecret") == std::string::npos);
    CHECK(text.find("server.port: the value cannot be used") != std::string::npos);
    CHECK(text.find("overrides.own = ******") != std::string::npos);
  }

  TEST_CASE("what cannot be opened stops the start, unless fail-on-error is false") {
    const std::string bad = "a: '{cipher}00'\n";
    const auto wrong = open_own_ciphers(tree_of("encrypt.key: k\n" + bad));
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().text() == wrong.error().origin.text() + ": a: not encrypted with this key");
    CHECK(wrong.error().origin.at.line == 2);
    const auto none = open_own_ciphers(tree_of(bad));
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().message.find("there is no encrypt.key") != std::string::npos);
    const auto forgiven =
        open_own_ciphers(tree_of("encrypt: {key: k, fail-on-error: false}\n" + bad));
    REQUIRE(forgiven.has_value());
    CHECK((*forgiven->get("a"))->text.empty());
  }

  TEST_CASE("of environment variables only settings are looked at") {
    const auto tree = open_own_ciphers(
        tree_of("encrypt.key: s3cr3t-key", {},
                {"SOME_OTHER={cipher}00", "SPRING_SECURITY_USER_PASSWORD=" + mysecret}));
    REQUIRE(tree.has_value());
    CHECK((*tree->get("spring.security.user.password"))->text == "mysecret");
  }

  TEST_CASE("a wiped tree has nothing left") {
    SettingsTree tree = tree_of("encrypt.key: s3cr3t-key", {}, {"ENCRYPT_KEY=other"});
    tree.wipe();
    CHECK((*tree.get("encrypt.key"))->text.empty());
    CHECK_FALSE(tree.variable("ENCRYPT_KEY").has_value());
  }
}
