// Builds the gRPC server beside the HTTP server.
//
// Thread-safety: for the main thread, at start.
#pragma once

#include <memory>
#include <optional>

#include "auth/authenticator.hpp"
#include "cairn/result.hpp"
#include "http/server.hpp"
#include "observe/calls.hpp"
#include "rpc/server.hpp"
#include "service/config_service.hpp"

namespace cairn::app {

// Starts it with what `http` shows of itself; null where gRPC is not served. Everything that is
// passed by reference must outlive it, and `http` must run as long. Errors: those of
// rpc::Server::start().
[[nodiscard]] Result<std::unique_ptr<rpc::Server>> start_grpc(
    const std::optional<rpc::Options>& options, const http::Server& http,
    service::ConfigService& service, const auth::Authenticator& authenticator,
    observe::CallMeter& meter);

}  // namespace cairn::app
