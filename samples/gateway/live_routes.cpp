// Following the configuration.
#include "live_routes.hpp"

#include <iostream>
#include <utility>

namespace gateway {

cairn::Result<std::unique_ptr<LiveRoutes>> LiveRoutes::start(cairn::LiveConfig& live) {
  auto first = RouteTable::read(live.config());
  if (!first) {
    return cairn::fail(std::move(first).error());
  }
  std::unique_ptr<LiveRoutes> routes(new LiveRoutes(live, *std::move(first)));
  routes->follow();
  return routes;
}

LiveRoutes::LiveRoutes(cairn::LiveConfig& live, std::shared_ptr<const RouteTable> first)
    : live_(live) {
  state_.table = std::move(first);
}

void LiveRoutes::follow() {
  // Everything, since a server list stands below the name of its service.
  subscriptions_.push_back(
      live_.on_change_below("", [this](const cairn::Update& /*update*/) { apply(); }));
  subscriptions_.push_back(
      live_.on_trouble([](const cairn::Error& trouble) { std::cerr << trouble.text() + "\n"; }));
  apply();  // what came between the first table and the subscription
}

void LiveRoutes::apply() {
  const std::lock_guard applying(applying_);
  const cairn::Config config = live_.config();
  auto table = RouteTable::read(config);
  std::string words;
  {
    const std::lock_guard lock(mutex_);
    if (table) {
      words = "routes of " + (*table)->version() + ": " +
              std::to_string((*table)->routes().size()) + "\n";
      state_.table.swap(*table);
      ++state_.applied;
      state_.present_refusal.reset();
    } else {
      const std::string version = config.remote().version.value_or("none");
      words = "routes of " + version + " refused, those of " + state_.table->version() +
              " stay:\n" + table.error().text() + "\n";
      state_.present_refusal =
          RefusedTable{version, table.error().text(), std::chrono::system_clock::now()};
      ++state_.refused;
    }
  }
  std::cerr << words;  // one write, so that lines of several threads do not mix
}

std::shared_ptr<const RouteTable> LiveRoutes::current() const {
  const std::lock_guard lock(mutex_);
  return state_.table;
}

RoutesState LiveRoutes::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace gateway
