// TlsOptions: server.ssl.*: what the server shows of itself, and whom it asks for a certificate.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "auth/server_identity.hpp"
#include "base/secret.hpp"

namespace cairn::http {

using auth::ClientCertificate;

struct TlsOptions {
  bool enabled = false;

  // Either PEM: the certificate with its chain behind it, and its key; each a path, or the PEM text
  // itself.
  std::string certificate;
  base::Secret key;
  // Or a PKCS12 file with both.
  std::string key_store;
  base::Secret key_store_password;
  std::string key_alias;      // the name that the key has in the store; empty for any
  base::Secret key_password;  // of the PEM key

  // Authorities of client certificates: PEM, or a PKCS12 file with certificates.
  ClientCertificate client = ClientCertificate::none;
  std::string trust_certificate;
  std::string trust_store;
  base::Secret trust_store_password;

  bool version_1_2 = true;
  bool version_1_3 = true;
  // Of both versions, in the order of preference, as IANA or OpenSSL names them; empty for ours.
  std::vector<std::string> ciphers;

  // How often the files are looked at; what changed counts for new connections.
  std::chrono::milliseconds reload_interval{5'000};
};

}  // namespace cairn::http
