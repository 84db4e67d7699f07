// LiveRoutes: the present route table, replaced as a whole when the configuration changes.
//
// Who serves a request takes current() once and keeps it until the answer is sent: a change in the
// middle disturbs nobody, and the old table goes with the last request that began under it. A state
// of the configuration that makes no table is refused, told on standard error and by state(), and
// the last good table stays.
//
// Thread-safety: all members may be called from several threads at once.
// Ownership: the LiveConfig has to outlive it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cairn/live_config.hpp"
#include "route_table.hpp"

namespace gateway {

struct RefusedTable {
  std::string version;  // the commit
  std::string why;      // one mistake a line
  std::chrono::system_clock::time_point since;
};

struct RoutesState {
  std::shared_ptr<const RouteTable> table;
  std::size_t applied = 0;  // tables since the start
  std::size_t refused = 0;
  std::optional<RefusedTable> present_refusal;  // the configuration's newest state is not served
};

class LiveRoutes {
 public:
  // Errors: those of RouteTable::read: at the start there is no last good table.
  [[nodiscard]] static cairn::Result<std::unique_ptr<LiveRoutes>> start(cairn::LiveConfig& live);

  [[nodiscard]] std::shared_ptr<const RouteTable> current() const;
  [[nodiscard]] RoutesState state() const;

 private:
  LiveRoutes(cairn::LiveConfig& live, std::shared_ptr<const RouteTable> first);
  void follow();
  void apply();

  cairn::LiveConfig& live_;
  std::mutex applying_;  // held while the newest values become a table
  mutable std::mutex mutex_;
  RoutesState state_;                               // guarded by mutex_
  std::vector<cairn::Subscription> subscriptions_;  // ends first: they call this object
};

}  // namespace gateway
