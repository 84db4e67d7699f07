// Exchange: one HTTP request and what became of it, as the procedure sees it; and Transport, who
// carries it.
//
// Thread-safety: plain values; a Transport may be used by several threads at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "fetch/uri.hpp"

namespace cairn::fetch {

struct HttpHeader {
  std::string name;
  base::Secret value;  // every one of them: nobody has to know which are confidential
};

struct HttpRequest {
  Uri server;
  std::string target;  // path, encoded: "/shop/dev"
  std::vector<HttpHeader> headers;
  std::chrono::milliseconds connect_timeout{0};
  std::chrono::milliseconds deadline{0};  // for everything, from now
  std::size_t body_bytes_max = 0;
  // What the target and the headers say, for who asks in another way.
  std::string label;
  std::string etag;
  std::chrono::seconds wait{0};
};

// What of an answer matters here. A body is kept only for the statuses 200 and 500 to 599.
struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string content_encoding;
  std::string etag;      // "" for none
  std::string revision;  // Cairn-Revision
  std::string stale;     // Cairn-Stale
  std::string rejected;  // Cairn-Rejected
  std::string applied;   // Preference-Applied
  std::string body;
};

enum class TransportProblem {
  not_connected,  // no such host, refused, reset, closed before its end
  not_trusted,    // TLS: no handshake, wrong certificate, key not pinned
  timed_out,      // a deadline passed
  too_large,      // the head or the body is larger than allowed
  malformed,      // no HTTP, or HTTP that can be read in two ways
  stopped,        // the caller asked for the end
};

struct TransportFailure {
  TransportProblem problem = TransportProblem::not_connected;
  std::string message;  // names neither headers nor credentials
};

using Exchange = tl::expected<HttpAnswer, TransportFailure>;

class Transport {
 public:
  virtual ~Transport() = default;

  // Sends a GET and waits for the end of its answer. Never longer than the deadline; ends within
  // milliseconds once `stop` is requested.
  [[nodiscard]] virtual Exchange get(const HttpRequest& request, const std::stop_token& stop) = 0;
};

}  // namespace cairn::fetch
