// What differs between two configurations, for docs/CLIENT.md: here between none and the local one.
#include "cairn/changes.hpp"

#include <iostream>

#include "cairn/layers.hpp"

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
  print_changes(cairn::Config(), layers->local().at("server"));
}
