// Server: the gRPC listener: the service of cairn/v1/config.proto, standard health and reflection.
//
// It has no thread per stream: gRPC's own few threads carry the bytes, and one thread of this room
// holds who waits for a change.
//
// Thread-safety: start() and stop() are for one thread; port() may be called once start() returned.
// Ownership: what is passed by reference must outlive the server.
#pragma once

#include <cstdint>
#include <memory>

#include "auth/authenticator.hpp"
#include "cairn/result.hpp"
#include "observe/calls.hpp"
#include "rpc/options.hpp"
#include "service/config_service.hpp"

namespace cairn::rpc {

// False in a build without gRPC: start() always fails there.
[[nodiscard]] bool supported();

class Server {
 public:
  Server(Options options, service::ConfigService& service, const auth::Authenticator& authenticator,
         observe::CallMeter& meter);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens and begins to serve. Errors: unavailable when the port cannot be had, or the identity
  // cannot be used; failed_precondition in a build without gRPC.
  [[nodiscard]] Result<void> start();

  // The port in use; 0 before start().
  [[nodiscard]] std::uint16_t port() const;

  // Tells health that it ends, ends streams, lets running calls finish, and cancels what is left
  // after `drain`.
  void stop();

 private:
  struct Running;
  const Options options_;
  service::ConfigService& service_;
  const auth::Authenticator& authenticator_;
  observe::CallMeter& meter_;
  std::unique_ptr<Running> running_;
};

}  // namespace cairn::rpc
