// server.ssl.*, as Spring Boot has them.
#include "app/settings_table_tls.hpp"

#include "app/settings_rows.hpp"

namespace cairn::app {

using namespace rows;

void add_tls_rows(std::vector<KnownSetting>& rows) {
  rows.push_back(
      flag("server.ssl.enabled", "true", "false: no TLS, whatever else stands under server.ssl"));
  rows.push_back(text("server.ssl.certificate", "",
                      "PEM file of the server's certificate and its chain, or the PEM text; with "
                      "it, or a key-store, the port speaks TLS"));
  rows.push_back(
      secret("server.ssl.certificate-private-key", "PEM file of its key, or the PEM text"));
  rows.push_back(secret("server.ssl.key-password", "password of that key"));
  rows.push_back(text("server.ssl.key-store", "", "PKCS12 file with the key and its certificates"));
  rows.push_back(secret("server.ssl.key-store-password", "its password"));
  rows.push_back(text("server.ssl.key-alias", "", "the name that the key must have in it"));
  rows.push_back({"server.ssl.client-auth", SettingType::choice, "none",
                  "whether clients have to show a certificate", "none|want|need"});
  rows.push_back(text("server.ssl.trust-certificate", "",
                      "PEM file of the authorities of client certificates, or the PEM text"));
  rows.push_back(text("server.ssl.trust-store", "", "PKCS12 file with the same"));
  rows.push_back(secret("server.ssl.trust-store-password", "its password"));
  rows.push_back({"server.ssl.enabled-protocols", SettingType::list, "TLSv1.2,TLSv1.3",
                  "versions that are spoken: TLSv1.2, TLSv1.3"});
  rows.push_back({"server.ssl.ciphers", SettingType::list, "",
                  "cipher suites, by IANA's or OpenSSL's names; without it those with forward "
                  "secrecy and authentication"});
  rows.push_back({"cairn.tls.reload-interval",
                  SettingType::duration,
                  "5s",
                  "how often the files are looked at; new connections get what changed",
                  {},
                  100,
                  std::int64_t{24} * 3'600 * 1'000});
  for (const char* name :
       {"server.ssl.key-store-type", "server.ssl.key-store-provider", "server.ssl.trust-store-type",
        "server.ssl.trust-store-provider", "server.ssl.protocol"}) {
    rows.push_back(with(Support::quiet, text(name, "", "Java's; a store has to be PKCS12")));
  }
  rows.push_back(with(
      Support::refused,
      text("server.ssl.bundle", "", "bundles are not there yet: name the files under server.ssl")));
  rows.push_back(with(Support::refused, text("server.ssl.trust-certificate-private-key", "",
                                             "an authority's key has no use here")));
}

}  // namespace cairn::app
