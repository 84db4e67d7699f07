// The server of a build without gRPC: it says so.
#include <utility>

#include "rpc/server.hpp"

namespace cairn::rpc {

struct Server::Running {};

bool supported() {
  return false;
}

Server::Server(Options options, service::ConfigService& service,
               const auth::Authenticator& authenticator, observe::CallMeter& meter)
    : options_(std::move(options)),
      service_(service),
      authenticator_(authenticator),
      meter_(meter) {}

Server::~Server() = default;

Result<void> Server::start() {
  return fail(ErrorCode::failed_precondition, "this cairn-server was built without gRPC");
}

std::uint16_t Server::port() const {
  return 0;
}

void Server::stop() {}

}  // namespace cairn::rpc
