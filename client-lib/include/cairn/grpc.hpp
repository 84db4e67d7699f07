// Configuration over gRPC: the component cairn::grpc of the client library.
//
//   find_package(cairn REQUIRED COMPONENTS client grpc)
//   target_link_libraries(shop PRIVATE cairn::client cairn::grpc)
//
//   cairn::LiveOptions options;
//   options.load.server.uris = {"https://config.example.org:9888"};
//   options.load.server.carrier = cairn::grpc_carrier();
//
// All else of the library is as it is over HTTP. Addresses are written as ever: https:// is with
// TLS, http:// without, the port is that of gRPC (cairn.grpc.port), and there is no path.
#pragma once

#include <memory>

#include "cairn/api.hpp"
#include "cairn/carrier.hpp"

namespace cairn {

// A carrier over gRPC. It keeps a connection to each server that it asked as long as it lives, and
// gRPC keeps threads of its own: after fork() a child needs another one.
//
// A long wait is a stream of the server's. What it cannot do is refused when a client is made: a
// path in an address, an HTTP proxy, pinned keys, a key with a password.
//
// Thread-safety: the carrier may be used by several clients and threads at once.
[[nodiscard]] CAIRN_API std::shared_ptr<const Carrier> grpc_carrier();

}  // namespace cairn
