// The transport over real connections: one connection per request.
//
// cpp-httplib writes the request and reads the answer; the socket is ours, so that every wait obeys
// one deadline and one stop, nothing is read without a limit, and a broken pipe is an error and no
// signal. No redirects, no decompression, no cookies, no proxy from the environment.
//
// Thread-safety: get() and post() may be called from several threads at once.
// Cost: one connection, and for https one handshake, per request.
#pragma once

#include <memory>
#include <string>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"
#include "fetch/exchange.hpp"

namespace cairn::fetch {

// A transport that can send something as well.
class PostingTransport : public Transport {
 public:
  // Sends a text as text/plain in UTF-8 and waits for the answer, as get() does.
  [[nodiscard]] virtual Exchange post(const HttpRequest& request, const base::Secret& text,
                                      const std::stop_token& stop) = 0;
};

// `needs_tls`: whether any address is https; without one no certificate file is read.
// Errors: invalid_argument for files, pins or a proxy that cannot be used.
[[nodiscard]] Result<std::shared_ptr<Transport>> make_http_transport(const TlsOptions& tls,
                                                                     const std::string& proxy,
                                                                     bool needs_tls);
[[nodiscard]] Result<std::shared_ptr<PostingTransport>> make_posting_transport(
    const TlsOptions& tls, const std::string& proxy, bool needs_tls);

}  // namespace cairn::fetch
