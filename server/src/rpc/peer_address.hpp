// Where a call comes from, from gRPC's word for it.
//
// Thread-safety: a pure function.
#pragma once

#include <optional>
#include <string_view>

#include "auth/network_address.hpp"

namespace cairn::rpc {

// Takes "ipv4:192.0.2.1:4711" and "ipv6:[2001:db8::1]:4711", or with the brackets as "%5B" and
// "%5D"; nullopt for what is neither.
[[nodiscard]] std::optional<auth::NetworkAddress> peer_address(std::string_view peer);

}  // namespace cairn::rpc
