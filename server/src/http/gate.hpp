// The gate: from a parsed head to a request that may be routed. What a proxy in front of us could
// understand in another way is refused here, and the connection ends.
//
// Thread-safety: plain values and a pure function.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "auth/principal.hpp"
#include "http/negotiate.hpp"
#include "http/options.hpp"
#include "http/request_head.hpp"

namespace cairn::http {

enum class Method { get, head, post, put, del, options, trace, patch };

struct Request {
  Method method = Method::get;
  std::string_view method_text;
  std::string_view target;  // "/path?query", or "*" with OPTIONS
  std::string_view host;    // of the Host field
  int minor_version = 1;
  bool keep_alive = true;
  bool expects_continue = false;
  std::uint64_t content_length = 0;
  const std::vector<Field>* fields = nullptr;  // all of them, as long as the head's bytes are there
  std::string_view head;                       // the bytes that all this was read from
  const auth::Peer* peer = nullptr;  // who sent it, where that is known; the gate leaves it empty
  std::string_view body;             // where the dispatcher wants it; the gate leaves it empty

  // Fields, "" or empty where the request has none.
  AcceptFields accept;
  std::string_view accept_charset;
  std::vector<std::string_view> if_none_match;
  std::string_view if_modified_since;
  std::optional<std::chrono::seconds> wait;  // how long to wait for a change, as asked for
  std::string_view last_event_id;
  std::string_view authorization;
  std::optional<std::string_view> content_type;
  std::vector<std::string_view> forwarded;  // only where there are trusted proxies
  std::string_view address;  // of the client; where the dispatcher wants it, as `body`
  std::string_view id;       // Cairn-Request-Id, when it is one that we would write

  [[nodiscard]] bool head_only() const { return method == Method::head; }
};

// Whether the target is that of health, or of a part of it.
[[nodiscard]] bool asks_for_health(const Request& request, const Options& options);

// Fills `request`, which may be used again, with views of the head's bytes.
//
// Refuses: 400 for no Host or two (HTTP/1.0 may ask for health without one), a Host that is none, a
// Content-Length that is no number or is given twice or beside a Transfer-Encoding, a full URL that
// names another host or a user, a target that is neither path nor URL; 411 for a chunked body, 501
// for another transfer coding and for a method that HTTP does not know; 413 for a longer body than
// the limit; 417 for an Expect that is not 100-continue. A request with a body but without length
// has none, as RFC 9112 says.
[[nodiscard]] std::optional<Refusal> pass_gate(const RequestHead& head, const Options& options,
                                               Request& request);

}  // namespace cairn::http
