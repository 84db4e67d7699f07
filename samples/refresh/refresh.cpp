// A small HTTP service that changes while it runs: its banner, its limit of requests and a feature
// follow the configuration. Control-C or SIGTERM ends it.
#include <httplib.h>
#include <signal.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <thread>

#include "cairn/live_config.hpp"
#include "storefront.hpp"

namespace {

void add_routes(httplib::Server& server, Storefront& storefront) {
  using httplib::Request;
  using httplib::Response;
  server.set_pre_routing_handler([&](const Request& request, Response& response) {
    if (request.path == "/status" || storefront.admit()) {
      return httplib::Server::HandlerResponse::Unhandled;
    }
    response.status = 429;
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get("/", [&](const Request& /*request*/, Response& response) {
    response.set_content(storefront.banner() + "\n", "text/plain");
  });
  server.Get("/checkout", [&](const Request& /*request*/, Response& response) {
    response.set_content(storefront.checkout() + "\n", "text/plain");
  });
  server.Get("/status", [&](const Request& /*request*/, Response& response) {
    response.set_content(storefront.status(), "text/plain");
  });
}

// Serves until a signal of the set comes.
void serve_until(const sigset_t& signals, httplib::Server& server) {
  std::thread listener([&] { server.listen_after_bind(); });
  while (!server.is_running()) {  // before that it cannot be stopped
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  int received = 0;
  sigwait(&signals, &received);
  server.stop();
  listener.join();
}

int fail(const std::string& words) {
  std::cerr << words << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // for all threads that begin from here on

  cairn::LiveOptions options;
  options.load.layers.application = "shop";
  options.load.layers.arguments.assign(argv + 1, argv + argc);
  auto live = cairn::LiveConfig::start(options);
  if (!live) {
    return fail(live.error().text());
  }
  const auto port = live->config().get<std::uint16_t>("server.port", 8081);
  if (!port) {
    return fail(port.error().text());
  }
  Storefront storefront(*live);
  httplib::Server server;
  add_routes(server, storefront);
  if (!server.bind_to_port("127.0.0.1", *port)) {
    return fail("port " + std::to_string(*port) + " cannot be had");
  }
  std::cout << "http://127.0.0.1:" << *port << std::endl;
  serve_until(signals, server);
  std::cout << "ended\n";
}
