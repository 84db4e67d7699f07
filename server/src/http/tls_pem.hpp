// What a TLS context holds, as PEM, for servers that make a context of their own of it.
//
// Thread-safety: a pure function.
#pragma once

#include "auth/server_identity.hpp"
#include "cairn/result.hpp"
#include "http/tls_context.hpp"

namespace cairn::http {

// Errors: internal when OpenSSL cannot write one of them.
[[nodiscard]] Result<auth::ServerIdentity> pem_of(const TlsContext& context);

}  // namespace cairn::http
