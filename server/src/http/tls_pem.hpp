// What a TLS context holds, as PEM, for servers that make a context of their own of it.
//
// Thread-safety: a pure function.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "http/tls_context.hpp"

namespace cairn::http {

struct TlsPem {
  std::string chain;  // the server's certificate first
  base::Secret key;
  std::string authorities;  // of client certificates
};

// Errors: internal when OpenSSL cannot write one of them.
[[nodiscard]] Result<TlsPem> pem_of(const TlsContext& context);

}  // namespace cairn::http
