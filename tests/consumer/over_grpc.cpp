// A configuration over gRPC, from the address that is given.
#include <cstdlib>
#include <iostream>
#include <string>

#include "cairn/grpc.hpp"
#include "cairn/load_options.hpp"

namespace {

cairn::LoadOptions over_grpc(const std::string& address) {
  cairn::LoadOptions options;
  options.layers.application = "shop";
  options.server.uris = {address};  // "https://config.example.org:9888"
  options.server.carrier = cairn::grpc_carrier();
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto config = cairn::Config::load(over_grpc(argc > 1 ? argv[1] : "http://localhost:9888"));
  if (!config) {
    std::cerr << config.error().text() << '\n';
    return EXIT_FAILURE;
  }
  std::cout << config->get<std::string>("release").value_or("(none)") << '\n';
}
