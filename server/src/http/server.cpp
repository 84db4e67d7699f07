// Binding, threads, and their end.
#include "http/server.hpp"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/asio.hpp"
#include "http/connection_limits.hpp"
#include "http/loop.hpp"

namespace cairn::http {
namespace {

Result<Tcp::endpoint> endpoint_of(const Options& options) {
  if (options.address.empty()) {
    return Tcp::endpoint(Tcp::v6(), options.port);
  }
  SystemError failed;
  const auto address = asio::ip::make_address(
      options.address == "localhost" ? std::string("127.0.0.1") : options.address, failed);
  if (failed) {
    return fail(ErrorCode::invalid_argument,
                "'" + options.address + "' is no address to listen on");
  }
  return Tcp::endpoint(address, options.port);
}

// Binds without sharing: with SO_REUSEPORT a second server would take half of our clients in
// silence.
Result<void> prove_free(Tcp::acceptor& probe, Tcp::endpoint& endpoint) {
  SystemError failed;
  probe.open(endpoint.protocol(), failed);
  if (failed && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
    // A machine without IPv6.
    endpoint = Tcp::endpoint(Tcp::v4(), endpoint.port());
    probe.open(endpoint.protocol(), failed);
  }
  if (!failed) {
    probe.set_option(Tcp::acceptor::reuse_address(true), failed);
  }
  if (!failed && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
    probe.set_option(asio::ip::v6_only(false), failed);
  }
  if (!failed) {
    probe.bind(endpoint, failed);
  }
  if (!failed) {
    endpoint = probe.local_endpoint(failed);
  }
  if (failed) {
    return fail(ErrorCode::unavailable,
                "port " + std::to_string(endpoint.port()) + " cannot be used: " + failed.message());
  }
  return {};
}

}  // namespace

struct Server::Running {
  Running(const Options& options, const observe::CallMeter* calls)
      : limits(options.connections_max, options.connections_per_address_max,
               options.connections_reserve),
        meters(calls) {}

  ConnectionLimits limits;
  std::unique_ptr<TlsKeeper> tls;  // null without TLS
  observe::RequestMeters meters;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
};

Server::Server(Options options, service::ConfigService& service,
               const auth::Authenticator& authenticator, service::Encryption* encryption,
               hooks::Monitor* monitor, const observe::CallMeter* calls)
    : options_(std::move(options)),
      service_(service),
      authenticator_(authenticator),
      encryption_(encryption),
      monitor_(monitor),
      calls_(calls) {}

Server::~Server() {
  stop();
}

Result<void> Server::start() {
  auto endpoint = endpoint_of(options_);
  if (!endpoint) {
    return fail(std::move(endpoint).error());
  }
  asio::io_context probing;
  Tcp::acceptor probe(probing);
  if (auto proved = prove_free(probe, *endpoint); !proved) {
    return proved;
  }
  auto running = std::make_unique<Running>(options_, calls_);
  if (options_.tls.enabled) {
    auto tls = TlsKeeper::start(options_.tls);
    if (!tls) {
      return fail(std::move(tls).error());
    }
    running->tls = *std::move(tls);
  }
  running->port = endpoint->port();
  for (unsigned i = 0; i < network_threads(options_); ++i) {
    running->loops.push_back(std::make_unique<Loop>(options_, service_, authenticator_,
                                                    running->limits, running->tls.get(),
                                                    encryption_, monitor_, running->meters));
    if (auto listening = running->loops.back()->listen(*endpoint); !listening) {
      return listening;
    }
  }
  // A client that goes away while it is written to is an error of that write, not of the process.
  std::signal(SIGPIPE, SIG_IGN);
  for (const auto& loop : running->loops) {
    running->threads.emplace_back([each = loop.get()] {
      ::pthread_setname_np(::pthread_self(), "cairn-http");
      each->run();
    });
  }
  running_ = std::move(running);
  return {};
}

std::uint16_t Server::port() const {
  return running_ ? running_->port : 0;
}

std::shared_ptr<const TlsContext> Server::tls() const {
  return running_ && running_->tls ? running_->tls->current() : nullptr;
}

bool Server::answers(std::chrono::microseconds within) {
  // Shared with the loops, which may come round when nobody waits any more.
  struct Roll {
    std::mutex mutex;
    std::condition_variable came;
    std::size_t missing = 0;  // Guarded by mutex.
  };
  if (!running_) {
    return false;
  }
  const auto roll = std::make_shared<Roll>();
  roll->missing = running_->loops.size();
  for (const auto& loop : running_->loops) {
    loop->post([roll] {
      const std::lock_guard lock(roll->mutex);
      --roll->missing;
      roll->came.notify_one();
    });
  }
  std::unique_lock lock(roll->mutex);
  return roll->came.wait_for(lock, within, [&] { return roll->missing == 0; });
}

void Server::stop() {
  if (!running_) {
    return;
  }
  for (const auto& loop : running_->loops) {
    loop->begin_drain();
  }
  for (std::thread& thread : running_->threads) {
    thread.join();
  }
  running_.reset();
}

}  // namespace cairn::http
