// tls_facts: what a TLS connection to a server comes to, for an operator to look at.
//
// Thread-safety: pure function but for the network.
// Cost: one connection and one handshake.
#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>

#include "cairn/fetch_options.hpp"
#include "fetch/exchange.hpp"
#include "fetch/uri.hpp"

namespace cairn::fetch {

struct TlsFacts {
  std::string version;  // "TLSv1.3"
  std::string cipher;
  std::string subject;  // of the server's own certificate, "CN=config.example.org"
  std::string issuer;
  std::chrono::system_clock::time_point valid_until;
};

// Connects as a request would, with the options' trust and times, and hangs up. Not through a
// proxy.
[[nodiscard]] tl::expected<TlsFacts, TransportFailure> tls_facts(const Uri& server,
                                                                 const FetchOptions& options);

}  // namespace cairn::fetch
