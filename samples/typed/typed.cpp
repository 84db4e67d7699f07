// Settings as structs: nested ones, lists, defaults, and all mistakes told at once, each with its
// place.
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "cairn/binding.hpp"
#include "cairn/load_options.hpp"

struct Basket {
  std::size_t items_max = 50;
  std::chrono::minutes kept_for = std::chrono::hours(24);
};

struct Courier {
  std::string name;
  std::chrono::minutes takes = std::chrono::hours(48);
};

struct Checkout {
  std::string currency;
  std::string payment = "card";
  Basket basket;
  std::vector<std::string> steps;
  std::vector<Courier> couriers;
};

template <>
struct cairn::Bind<Basket> {
  static constexpr auto fields = cairn::fields(cairn::field("items-max", &Basket::items_max),
                                               cairn::field("kept-for", &Basket::kept_for));
};

template <>
struct cairn::Bind<Courier> {
  static constexpr auto fields = cairn::fields(cairn::required("name", &Courier::name),
                                               cairn::field("takes", &Courier::takes));
};

template <>
struct cairn::Bind<Checkout> {
  static constexpr auto fields = cairn::fields(
      cairn::required("currency", &Checkout::currency), cairn::field("payment", &Checkout::payment),
      cairn::field("basket", &Checkout::basket), cairn::field("steps", &Checkout::steps),
      cairn::field("couriers", &Checkout::couriers));
};

cairn::Result<Checkout> read_checkout(const cairn::Config& config) {
  return cairn::bind<Checkout>(config, "checkout", {.strict = true});
}

int main(int argc, char** argv) {
  cairn::LoadOptions options;
  options.layers.application = "shop";
  options.layers.arguments.assign(argv + 1, argv + argc);

  const auto checkout = cairn::Config::load(options).and_then(read_checkout);
  if (!checkout) {
    std::cerr << checkout.error().text() << "\n";
    return 1;
  }
  std::cout << checkout->steps.size() << " steps, then " << checkout->payment << " in "
            << checkout->currency << "\n"
            << "at most " << checkout->basket.items_max << " items, kept for "
            << checkout->basket.kept_for.count() << " minutes\n";
  for (const Courier& courier : checkout->couriers) {
    std::cout << courier.name << " takes " << courier.takes.count() << " minutes\n";
  }
}
