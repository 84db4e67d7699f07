// ServerIdentity: what a server shows of itself over TLS and whose certificates it believes, in a
// form that every kind of server takes.
//
// Thread-safety: plain values.
#pragma once

#include <string>

#include "base/secret.hpp"

namespace cairn::auth {

// Whether clients are asked for a certificate, and have to show one.
enum class ClientCertificate { none, want, need };

// All of it PEM.
struct ServerIdentity {
  std::string chain;  // the server's certificate first
  base::Secret key;
  std::string authorities;  // of client certificates
};

}  // namespace cairn::auth
