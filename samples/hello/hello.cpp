// The smallest service: asks the configuration server, and reads one value.
#include <cstdint>
#include <iostream>

#include "cairn/load_options.hpp"

int main(int argc, char** argv) {
  cairn::LoadOptions options;
  options.layers.application = "shop";
  options.layers.arguments.assign(argv + 1, argv + argc);

  const auto port = cairn::Config::load(options).and_then(
      [](const cairn::Config& config) { return config.get<std::uint16_t>("server.port", 8080); });
  if (!port) {
    std::cerr << port.error().text() << "\n";
    return 1;
  }
  std::cout << "port " << *port << "\n";
}
