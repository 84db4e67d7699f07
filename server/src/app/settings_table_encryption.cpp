// See settings_table_encryption.hpp.
#include "app/settings_table_encryption.hpp"

namespace cairn::app {
namespace {

constexpr std::int64_t terabyte = std::int64_t{1024} * 1024 * 1024 * 1024;
constexpr auto text = SettingType::text;
constexpr auto flag = SettingType::flag;
constexpr auto choice = SettingType::choice;

KnownSetting secret(std::string_view name, std::string_view meaning) {
  KnownSetting row{name, text, "", meaning};
  row.secret = true;
  return row;
}

KnownSetting quiet(std::string_view name, SettingType type, std::string_view fallback,
                   std::string_view meaning) {
  KnownSetting row{name, type, fallback, meaning};
  row.support = Support::quiet;
  return row;
}

std::vector<KnownSetting> keys() {
  return {
      secret("encrypt.key",
             "a password, or an RSA private key as PEM (PKCS#1); not looked at beside a key store"),
      {"encrypt.salt", text, "deadbeef", "salt of a password, in hexadecimal"},
      {"encrypt.key-store.location", text, "",
       "a JKS or PKCS#12 file, as file:/etc/cairn/server.p12 or a path"},
      secret("encrypt.key-store.password", "password of the key store"),
      {"encrypt.key-store.alias", text, "", "key of values without {key:...}; must be set"},
      secret("encrypt.key-store.secret",
             "password of that key; the default is the key store's password"),
      {"encrypt.rsa.algorithm", choice, "DEFAULT",
       "padding of RSA; DEFAULT is PKCS#1 v1.5; keys of a key store only", "DEFAULT|OAEP"},
      {"encrypt.rsa.strong", flag, "false",
       "true: AES-GCM in place of AES-CBC; keys of a key store only"},
      {"encrypt.rsa.salt", text, "deadbeef",
       "salt of the inner key, in hexadecimal or as a text; keys of a key store only"},
      {"encrypt.fail-on-error", flag, "true",
       "false: an encrypted value of the server's own settings that cannot be opened is empty, not "
       "an error"},
      quiet("encrypt.key-store.type", text, "jks", "the bytes of the file say what it is"),
  };
}

std::vector<KnownSetting> own_format() {
  return {
      {"cairn.encrypt.format", choice, "spring",
       "what /encrypt writes; cairn: Cairn's own format, bound to application and key",
       "spring|cairn"},
      secret("cairn.encrypt.keys.<id>",
             "a key of Cairn's own format: 32 bytes as base64 or hexadecimal digits"),
      {"cairn.encrypt.keys-file", text, "", "a file with more of them, a line each: <id>: <key>"},
      {"cairn.encrypt.active-key", text, "",
       "id of the key that writes; must be set where there are several and one is to write"},
  };
}

std::vector<KnownSetting> uses() {
  return {
      {"spring.cloud.config.server.encrypt.enabled", flag, "true",
       "false: encrypted values are served as they are"},
      {"spring.cloud.config.server.encrypt.prefix-invalid-properties", flag, "true",
       "a value that cannot be opened becomes invalid.<key>: <n/a>; false: it is served without "
       "its "
       "marker"},
      {"cairn.security.strict-keys", flag, "false",
       "true: a weak or well-known key or password stops the start; false: it is a warning"},
      {"cairn.encrypt.endpoints", choice, "",
       "which of /encrypt, /decrypt and /key there are; the default is drop-in where "
       "server.address "
       "is a loopback address, else off",
       "drop-in|encrypt-only|off"},
      {"cairn.encrypt.plain-text", flag, "false",
       "true: also in .json, .yml, .yaml and .properties files that are served as text"},
      {"cairn.encrypt.threads", SettingType::whole, "1",
       "threads for reads with values that nobody opened so far; as many again for /encrypt and "
       "/decrypt",
       "", 1, 64},
      {"cairn.encrypt.waiting", SettingType::whole, "256",
       "questions that may wait for each of them; more are 429", "", 1, 1'000'000},
      {"cairn.encrypt.cache-size", SettingType::size, "64MB", "memory for opened values", "", 0,
       terabyte},
      {"cairn.encrypt.answers-size", SettingType::size, "256MB",
       "memory for secrets from which on answers with opened values are not kept", "", 0, terabyte},
      quiet("spring.cloud.config.server.encrypt.plain-text-encrypt", flag, "false",
            "does nothing in the reference either; cairn.encrypt.plain-text does"),
      quiet("spring.cloud.config.server.default-application-name", text, "application",
            "no key depends on it"),
      quiet("spring.cloud.config.server.default-profile", text, "default", "no key depends on it"),
  };
}

}  // namespace

std::vector<KnownSetting> encryption_rows() {
  std::vector<KnownSetting> rows = keys();
  for (const std::vector<KnownSetting>& more : {own_format(), uses()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace cairn::app
