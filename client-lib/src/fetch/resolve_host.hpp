// Looking up a host name, with a deadline: the C library's own look-up has none.
//
// A look-up that is given up goes on in a thread of its own until the C library ends it; it holds
// nothing but its own memory. An address in numbers is never looked up.
//
// Thread-safety: may be called from several threads.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "fetch/patience.hpp"

namespace cairn::fetch {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

// At least one address, in the order in which they should be tried.
[[nodiscard]] tl::expected<std::vector<SocketAddress>, TransportFailure> resolve_host(
    const std::string& host, std::uint16_t port, const Patience& patience);

}  // namespace cairn::fetch
