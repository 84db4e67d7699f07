// Credentials: TLS as gRPC's server wants it, with what is shown asked for at each handshake, so
// that a new certificate counts without a restart.
//
// Thread-safety: for the thread that builds the server; gRPC asks for the identity on its own ones.
#pragma once

#include <memory>

#include "rpc/options.hpp"

namespace grpc {
class ServerCredentials;
}  // namespace grpc

namespace cairn::rpc {

// Without TLS: none. They must outlive the server.
[[nodiscard]] std::shared_ptr<grpc::ServerCredentials> credentials_of(const Options& options);

}  // namespace cairn::rpc
