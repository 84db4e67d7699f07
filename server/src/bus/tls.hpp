// Whom a broker's certificate has to come from, and what we show of ourselves, in an SSL_CTX.
//
// Thread-safety: for one thread. Errors: invalid_argument, naming the file.
#pragma once

#include <openssl/ssl.h>

#include "bus/options.hpp"
#include "cairn/result.hpp"

namespace cairn::bus {

[[nodiscard]] Result<void> use_tls(SSL_CTX* context, const TlsOptions& options);

}  // namespace cairn::bus
