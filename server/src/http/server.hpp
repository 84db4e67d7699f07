// Server: the HTTP listener. It owns the network threads; each has its own socket, connections and
// known answers, so that they share nothing while a known answer is given.
//
// Thread-safety: start() and stop() are for one thread; port() may be called once start() returned.
// Ownership: what is passed by reference must outlive the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "auth/authenticator.hpp"
#include "cairn/result.hpp"
#include "hooks/monitor.hpp"
#include "http/options.hpp"
#include "observe/calls.hpp"
#include "service/config_service.hpp"
#include "service/encryption.hpp"

namespace cairn::http {

class TlsContext;

class Server {
 public:
  Server(Options options, service::ConfigService& service, const auth::Authenticator& authenticator,
         service::Encryption* encryption = nullptr, hooks::Monitor* monitor = nullptr,
         const observe::CallMeter* calls = nullptr);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Proves that the port is free, listens and begins to serve. SIGPIPE is ignored from here on.
  // Errors: invalid_argument for an address that is none; unavailable when the port is taken.
  [[nodiscard]] Result<void> start();

  // The port in use; 0 before start().
  [[nodiscard]] std::uint16_t port() const;

  // What is shown to new connections at this moment; null without TLS. From any thread, between
  // start() and stop().
  [[nodiscard]] std::shared_ptr<const TlsContext> tls() const;

  // Whether every network thread comes round within this time: none of them hangs in a callback.
  // For the thread that calls start() and stop(), between the two.
  [[nodiscard]] bool answers(std::chrono::microseconds within);

  // Accepts what has connected, finishes running requests, ends idle connections; after
  // `timeouts.drain` cuts off the rest. Returns when all network threads have ended.
  void stop();

 private:
  struct Running;
  const Options options_;
  service::ConfigService& service_;
  const auth::Authenticator& authenticator_;
  service::Encryption* const encryption_;
  hooks::Monitor* const monitor_;
  const observe::CallMeter* const calls_;  // of gRPC, told with the figures
  std::unique_ptr<Running> running_;
};

}  // namespace cairn::http
