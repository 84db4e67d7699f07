// Headers on their way through: which of them belong to one connection, which of them tell an
// upstream who asked, and which of them a route adds and removes.
//
// Thread-safety: pure functions, but for make_request_id, which may be called from any thread.
#pragma once

#include <string>

#include "listener.hpp"
#include "route_table.hpp"

namespace gateway {

// Whether a header is about the connection or the framing: nobody but the gateway sets it.
[[nodiscard]] bool is_ours(const std::string& name);

// Takes out what is for this connection only: those headers, and what `Connection` names.
void remove_hop_by_hop(Headers& headers);

// The request's id: its own, if that is short and harmless, else a new one.
[[nodiscard]] std::string request_id(const Headers& headers, const std::string& name);

// What the upstream gets, apart from Host.
[[nodiscard]] Headers to_upstream(const Incoming& incoming, const RouteTable& table,
                                  const Route& route, const std::string& id);

// What the client gets.
[[nodiscard]] Headers to_client(Headers headers, const RouteTable& table, const Route& route,
                                const std::string& id);

}  // namespace gateway
