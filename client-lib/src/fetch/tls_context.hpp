// TlsContext: what all TLS connections of a client share: whom it trusts, what it shows, which keys
// it insists on.
//
// Thread-safety: immutable once made; used by any number of connections at once.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"

// OpenSSL's, so that its headers stay out of this one.
struct ssl_ctx_st;
struct ssl_st;

namespace cairn::fetch {

class TlsContext {
 public:
  // Reads the files that the options name; the system's authorities are read when they are first
  // needed, which takes tens of milliseconds that a start without a server need not spend.
  // Errors: invalid_argument naming the file or the pin that cannot be used.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> make(const TlsOptions& options);

  // With its authorities.
  [[nodiscard]] ssl_ctx_st* native() const;
  // Whether the key of the connection's peer is pinned, or none has to be.
  [[nodiscard]] bool trusts_key_of(const ssl_st* connection) const;

 private:
  TlsContext() = default;
  std::shared_ptr<ssl_ctx_st> context_;
  bool system_authorities_ = false;
  mutable std::once_flag authorities_read_;
  std::vector<std::string> pinned_keys_;  // SHA-256, as bytes
};

// The reason of OpenSSL's last error in this thread, and an empty queue behind it.
[[nodiscard]] std::string last_tls_error();

}  // namespace cairn::fetch
