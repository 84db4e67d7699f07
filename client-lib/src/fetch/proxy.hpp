// Going through an HTTP proxy: which one, and the tunnel for https.
//
// Thread-safety: pure functions; plain values.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "fetch/channel.hpp"
#include "fetch/uri.hpp"

namespace cairn::fetch {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  base::Secret authorization;  // the value of Proxy-Authorization; empty for none
};

// None for an empty text. Errors: invalid_argument when it is no "http://host:port".
[[nodiscard]] Result<std::optional<Proxy>> parse_proxy(const std::string& text);

// Asks the proxy, over a fresh connection, for a tunnel to the server: afterwards the socket is as
// if connected to the server. Failures: not_connected when the proxy refuses.
[[nodiscard]] Connected open_tunnel(base::Descriptor socket, const Proxy& proxy, const Uri& server,
                                    const Patience& patience);

}  // namespace cairn::fetch
