// The C++ library has no credentials that change, the one in C below it has.
#include "rpc/credentials.hpp"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>

#include <mutex>
#include <string>
#include <utility>

namespace cairn::rpc {
namespace {

grpc_ssl_client_certificate_request_type request_of(ClientCertificate client) {
  switch (client) {
    case ClientCertificate::need:
      return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
    case ClientCertificate::want:
      return GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
    case ClientCertificate::none:
      break;
  }
  return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
}

class TlsCredentials final : public grpc::ServerCredentials {
 public:
  explicit TlsCredentials(const Options& options)
      : identity_(options.identity),
        client_(options.client_certificate),
        native_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                request_of(options.client_certificate), &TlsCredentials::fetch, this))) {}
  ~TlsCredentials() override { grpc_server_credentials_release(native_); }
  TlsCredentials(const TlsCredentials&) = delete;
  TlsCredentials& operator=(const TlsCredentials&) = delete;

  // Who is calling is for the door to find out.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), native_);
  }

  // Called at the start and by each handshake.
  static grpc_ssl_certificate_config_reload_status fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<TlsCredentials*>(self)->fetch(config);
  }

  grpc_ssl_certificate_config_reload_status fetch(grpc_ssl_server_certificate_config** config) {
    const std::lock_guard lock(mutex_);
    auto now = identity_();
    if (!now) {
      return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_FAIL;
    }
    if (now == shown_) {
      return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    }
    if (now->authorities.empty() && client_ != ClientCertificate::none) {
      return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_FAIL;
    }
    // gRPC takes copies, and ends them once it has made a context of them. It wants some authority
    // also where no client is asked for a certificate.
    const std::string key(now->key.reveal());
    const std::string& authorities = now->authorities.empty() ? now->chain : now->authorities;
    const grpc_ssl_pem_key_cert_pair pair{key.c_str(), now->chain.c_str()};
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
    shown_ = std::move(now);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::function<std::shared_ptr<const auth::ServerIdentity>()> identity_;
  const ClientCertificate client_;
  std::mutex mutex_;
  std::shared_ptr<const auth::ServerIdentity> shown_;  // Guarded by mutex_.
  grpc_server_credentials* const native_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> credentials_of(const Options& options) {
  if (!options.tls) {
    return grpc::InsecureServerCredentials();
  }
  return std::make_shared<TlsCredentials>(options);
}

}  // namespace cairn::rpc
