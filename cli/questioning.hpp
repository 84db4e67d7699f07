// Questioning: requests of a server as they are, for verbs that look at answers rather than at
// values.
//
// Thread-safety: immutable once made.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"
#include "fetch/exchange.hpp"
#include "fetch/http_transport.hpp"

namespace cairn::cli {

class Questioning {
 public:
  // Errors: invalid_argument for an address, a certificate file or a credential that cannot be
  // used.
  [[nodiscard]] static Result<Questioning> make(const FetchOptions& options,
                                                const std::string& server);

  // `path` as it is sent, encoded, "/shop/dev"; below the server's own path unless `at_root`.
  // `accept` "" for any.
  [[nodiscard]] fetch::Exchange get(const std::string& path, const std::string& accept,
                                    bool at_root = false) const;

  // Sends a text that is as confidential as it can be; `path` with its query, below the server's
  // own path.
  [[nodiscard]] fetch::Exchange post(const std::string& path, const base::Secret& text) const;

  [[nodiscard]] const fetch::Uri& server() const { return server_; }

 private:
  Questioning() = default;
  [[nodiscard]] fetch::HttpRequest request_for(std::string target, const std::string& accept) const;

  fetch::Uri server_;
  std::vector<fetch::HttpHeader> headers_;  // without Accept
  std::shared_ptr<fetch::PostingTransport> transport_;
  std::chrono::milliseconds timeout_{0};
  std::size_t body_bytes_max_ = 0;
};

// A text as one segment of a path.
[[nodiscard]] std::string path_segment(std::string_view text);

// A text as a value of a query.
[[nodiscard]] std::string query_value(std::string_view text);

// What a status other than 200 of a server that was asked to do `verb` means.
[[nodiscard]] Error error_of_status(const fetch::HttpAnswer& answer, const fetch::Uri& server,
                                    std::string_view verb);

// Whether a server could be talked to at all, in words: "no answer in time". For messages.
[[nodiscard]] Error error_of(const fetch::TransportFailure& failure, const fetch::Uri& server);

}  // namespace cairn::cli
