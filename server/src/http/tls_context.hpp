// TlsContext: keys, certificates and rules of TLS for the server's side, as OpenSSL wants them.
//
// TLS 1.2 and 1.3, no compression, no renegotiation, no early data; ciphers with forward secrecy
// and authenticated encryption. Tickets resume sessions without a cache on this side.
//
// Thread-safety: immutable once made; may be used for connections of several threads.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "http/tls_options.hpp"

namespace cairn::http {

class TlsContext {
 public:
  // Reads the files. Errors: invalid_argument, naming the setting's file and OpenSSL's reason.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> make(const TlsOptions& options);

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] SSL_CTX* native() const { return context_; }

 private:
  explicit TlsContext(SSL_CTX* context) : context_(context) {}

  SSL_CTX* context_;
};

// The files that the options name; PEM texts are none.
[[nodiscard]] std::vector<std::string> files_of(const TlsOptions& options);

}  // namespace cairn::http
