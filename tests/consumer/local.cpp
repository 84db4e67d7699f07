// A program without a server, for docs/CLIENT.md.
#include <chrono>
#include <cstdint>
#include <iostream>

#include "cairn/layers.hpp"

int main(int argc, char** argv) {
  cairn::LayerOptions options;
  options.arguments.assign(argv + 1, argv + argc);
  options.defaults = {{"server.port", 8080}};

  const cairn::Result<cairn::Layers> layers = cairn::Layers::read(options);
  if (!layers) {
    std::cerr << layers.error().text() << "\n";
    return 1;
  }
  const cairn::Config& config = layers->local();
  const auto port = config.get<std::uint16_t>("server.port");
  const auto timeout =
      config.get<std::chrono::milliseconds>("server.timeout", std::chrono::minutes(1));
  if (!port || !timeout) {
    std::cerr << (port ? timeout.error() : port.error()).text() << "\n";
    return 1;
  }
  std::cout << "port " << *port << ", timeout " << timeout->count() << " ms\n";
}
