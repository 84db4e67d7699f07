// A small API gateway in the manner of Netflix Zuul. Its routes and filters are configuration and
// change while it runs. Control-C or SIGTERM ends it, after the requests under way.
//
// gateway --check reads the configuration, says what is wrong with it, or which routes it has, and
// ends: for a build that guards the repository.
#include <httplib.h>
#include <signal.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <thread>

#include "admin.hpp"
#include "cairn/live_config.hpp"
#include "listener.hpp"
#include "live_routes.hpp"
#include "proxy.hpp"

namespace {

using namespace gateway;

struct Addresses {
  std::string host;
  std::uint16_t port = 0;
  std::uint16_t management_port = 0;
};

int fail(const std::string& words) {
  std::cerr << words << "\n";
  return 1;
}

cairn::Result<Addresses> read_addresses(const cairn::Config& config) {
  const auto host = config.get<std::string>("server.address", "127.0.0.1");
  const auto port = config.get<std::uint16_t>("server.port", 8090);
  const auto management_port = config.get<std::uint16_t>("management.server.port", 8091);
  for (const auto* result : {&port, &management_port}) {
    if (!*result) {
      return cairn::fail(result->error());
    }
  }
  if (!host) {
    return cairn::fail(host.error());
  }
  return Addresses{*host, *port, *management_port};
}

int check(const cairn::LoadOptions& options) {
  const auto config = cairn::Config::load(options);
  if (!config) {
    return fail(config.error().text());
  }
  const auto table = RouteTable::read(*config);
  if (!table) {
    return fail(table.error().text());
  }
  std::cout << routes_json(**table) << "\n";
  return 0;
}

int serve(cairn::LiveConfig& live, const sigset_t& signals) {
  const auto addresses = read_addresses(live.config());
  if (!addresses) {
    return fail(addresses.error().text());
  }
  const auto routes = LiveRoutes::start(live);
  if (!routes) {
    return fail(routes.error().text());
  }
  Proxy proxy(**routes);
  ListenerLimits limits;
  limits.threads = (*routes)->current()->gateway().threads;
  limits.body_bytes_max = [&] {
    return static_cast<std::size_t>((*routes)->current()->gateway().request_body_max.bytes);
  };
  Listener listener(limits, [&](Incoming& incoming) { return proxy.answer(incoming); });
  httplib::Server admin;
  admin.new_task_queue = [] { return new httplib::ThreadPool(2); };
  add_admin_pages(admin, live, **routes, proxy);
  if (!listener.bind(addresses->host, addresses->port) ||
      !admin.bind_to_port("127.0.0.1", addresses->management_port)) {
    return fail("port " + std::to_string(addresses->port) + " or " +
                std::to_string(addresses->management_port) + " cannot be had");
  }
  std::thread serving([&] { listener.run(); });
  std::thread administering([&] { admin.listen_after_bind(); });
  std::cout << "http://" << addresses->host << ":" << addresses->port
            << ", for operators http://127.0.0.1:" << addresses->management_port
            << "/actuator/routes" << std::endl;
  int received = 0;
  sigwait(&signals, &received);
  listener.stop();
  serving.join();
  while (!admin.is_running()) {  // before that it cannot be stopped
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  admin.stop();
  administering.join();
  std::cout << "ended\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // for all threads that begin from here on

  cairn::LiveOptions options;
  options.load.layers.application = "gateway";
  options.load.layers.arguments.assign(argv + 1, argv + argc);
  if (std::find(argv + 1, argv + argc, std::string("--check")) != argv + argc) {
    return check(options.load);
  }
  auto live = cairn::LiveConfig::start(options);
  return live ? serve(*live, signals) : fail(live.error().text());
}
