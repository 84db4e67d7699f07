// The smallest service: asks the configuration server, and starts from the last good answer when
// the server is away. Try it with the demo of scripts/run: hello, then stop the server, and again.
#include <cstdint>
#include <iostream>

#include "cairn/load_options.hpp"

int main(int argc, char** argv) {
  cairn::LoadOptions options;
  options.layers.application = "shop";
  options.layers.arguments.assign(argv + 1, argv + argc);

  const cairn::Result<cairn::Config> config = cairn::Config::load(options);
  if (!config) {
    std::cerr << config.error().text() << "\n";
    return 1;
  }
  for (const cairn::Error& trouble : config->remote().troubles) {
    std::cerr << trouble.text() << "\n";
  }
  const auto port = config->get<std::uint16_t>("server.port", 8080);
  if (!port) {
    std::cerr << port.error().text() << "\n";
    return 1;
  }
  const bool kept = config->remote().how == cairn::Obtained::cache;
  std::cout << "port " << *port << (kept ? ", as last known\n" : "\n");
}
