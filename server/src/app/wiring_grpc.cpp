// See wiring_grpc.hpp.
#include "app/wiring_grpc.hpp"

#include <mutex>
#include <utility>

#include "base/log.hpp"
#include "http/tls_context.hpp"
#include "http/tls_pem.hpp"

namespace cairn::app {
namespace {

// What the HTTP server shows, as PEM, written anew only when it shows something else.
class SameIdentity {
 public:
  explicit SameIdentity(const http::Server& server) : server_(server) {}

  std::shared_ptr<const auth::ServerIdentity> now() {
    const std::lock_guard lock(mutex_);
    auto context = server_.tls();
    if (context == context_ || !context) {
      return identity_;
    }
    auto pem = http::pem_of(*context);
    if (!pem) {
      base::Log("rpc").error("the new certificate cannot be used; the old one goes on",
                             {{"reason", pem.error().text()}});
      return identity_;
    }
    identity_ = std::make_shared<const auth::ServerIdentity>(*std::move(pem));
    context_ = std::move(context);
    return identity_;
  }

 private:
  const http::Server& server_;
  std::mutex mutex_;
  std::shared_ptr<const http::TlsContext> context_;  // Guarded by mutex_, with the next one.
  std::shared_ptr<const auth::ServerIdentity> identity_;
};

}  // namespace

Result<std::unique_ptr<rpc::Server>> start_grpc(const std::optional<rpc::Options>& options,
                                                const http::Server& http,
                                                service::ConfigService& service,
                                                const auth::Authenticator& authenticator,
                                                observe::CallMeter& meter) {
  if (!options) {
    return nullptr;
  }
  rpc::Options complete = *options;
  complete.identity = [same = std::make_shared<SameIdentity>(http)] { return same->now(); };
  auto server = std::make_unique<rpc::Server>(std::move(complete), service, authenticator, meter);
  if (auto started = server->start(); !started) {
    return fail(std::move(started).error());
  }
  return server;
}

}  // namespace cairn::app
