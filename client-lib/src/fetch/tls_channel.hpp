// TLS over a connected socket.
//
// Thread-safety: for one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "base/descriptor.hpp"
#include "fetch/channel.hpp"
#include "fetch/tls_context.hpp"

namespace cairn::fetch {

// Shakes hands, and checks that the certificate is trusted, is for `host` and has a pinned key; so
// nothing is sent to anybody else. `patience` and `context` must outlive the channel. `look`, if
// given, is shown the connection after that.
[[nodiscard]] tl::expected<std::unique_ptr<Channel>, TransportFailure> tls_channel(
    base::Descriptor socket, const std::string& host, const TlsContext& context,
    const Patience& patience, const std::function<void(const ssl_st*)>& look = nullptr);

}  // namespace cairn::fetch
