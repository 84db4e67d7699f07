// What operators see, on a port of its own that is not for the world: /actuator/health,
// /actuator/routes (as Zuul has it) and /actuator/gateway.
//
// Thread-safety: pure functions; the objects behind them are safe to read at any time.
#pragma once

#include <httplib.h>

#include "cairn/live_config.hpp"
#include "live_routes.hpp"
#include "proxy.hpp"

namespace gateway {

// {"/users/**":"users"}
[[nodiscard]] std::string routes_json(const RouteTable& table);

// Adds the pages to a server. All arguments have to outlive it.
void add_admin_pages(httplib::Server& server, const cairn::LiveConfig& live,
                     const LiveRoutes& routes, const Proxy& proxy);

}  // namespace gateway
