// The struct of docs/CLIENT.md, bound from application.yml.
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "cairn/binding.hpp"
#include "cairn/changes.hpp"
#include "cairn/layers.hpp"

struct Host {
  std::string name;
  std::uint16_t port = 8080;
};

struct Pool {
  std::string url;
  std::size_t max_size = 10;
  std::vector<Host> hosts;
};

template <>
struct cairn::Bind<Host> {
  static constexpr auto fields =
      cairn::fields(cairn::required("name", &Host::name), cairn::field("port", &Host::port));
};

template <>
struct cairn::Bind<Pool> {
  static constexpr auto fields =
      cairn::fields(cairn::required("url", &Pool::url), cairn::field("max-size", &Pool::max_size),
                    cairn::field("hosts", &Pool::hosts));
};

cairn::Result<Pool> read_pool(const cairn::Config& config) {
  return cairn::bind<Pool>(config, "shop.pool", {.strict = true});
}

void print_changes(const cairn::Config& before, const cairn::Config& after) {
  for (const cairn::Change& change : cairn::changes(before, after)) {
    std::cout << change.key << " changed, by " << change.origin.place.text() << "\n";
  }
}

int main(int argc, char** argv) {
  cairn::LayerOptions options;
  options.arguments.assign(argv + 1, argv + argc);
  const auto layers = cairn::Layers::read(options);
  if (!layers) {
    std::cerr << layers.error().text() << "\n";
    return 1;
  }
  const auto pool = read_pool(layers->local());
  if (!pool) {
    std::cerr << pool.error().text() << "\n";
    return 1;
  }
  std::cout << pool->url << ", at most " << pool->max_size << "\n";
  for (const Host& host : pool->hosts) {
    std::cout << host.name << ":" << host.port << "\n";
  }
  print_changes(cairn::Config(), layers->local().at("server"));
}
