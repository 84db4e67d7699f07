// Places for looks.
#include "service/look_order.hpp"

#include <algorithm>
#include <tuple>

namespace cairn::service {
namespace {

// How many looks of this host run.
std::size_t running_at(const std::vector<RunningLook>& running, const std::string& host) {
  return host.empty() ? 0
                      : static_cast<std::size_t>(std::count_if(
                            running.begin(), running.end(),
                            [&](const RunningLook& look) { return look.host == host; }));
}

bool takes_long(const RunningLook& look, SteadyTime now) {
  return now - look.began >= long_look;
}

}  // namespace

std::optional<std::size_t> next_look(const std::vector<RunningLook>& running,
                                     const std::vector<WantedLook>& wanted, std::size_t places,
                                     SteadyTime now) {
  const auto given_up = std::min<std::size_t>(
      places, static_cast<std::size_t>(
                  std::count_if(running.begin(), running.end(),
                                [&](const RunningLook& look) { return takes_long(look, now); })));
  if (running.size() - given_up >= places) {
    return std::nullopt;
  }
  const bool full = running.size() >= places;
  const std::size_t shared = places > 1 ? places - 1 : 1;  // the last place is kept
  const auto doubtful =
      static_cast<std::size_t>(std::count_if(running.begin(), running.end(), [&](const auto& look) {
        return look.doubted || takes_long(look, now);
      }));
  std::optional<std::size_t> best;
  std::tuple<bool, std::size_t, SteadyTime> best_rank;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const WantedLook& look = wanted[i];
    const std::size_t neighbours = running_at(running, look.host);
    if (neighbours >= shared || (look.doubted && (full || doubtful >= shared))) {
      continue;
    }
    // With one place nobody goes before another.
    const bool behind = places > 1 && look.doubted;
    const std::tuple rank(behind, behind ? neighbours : 0, look.since);
    if (!best || rank < best_rank) {
      best = i;
      best_rank = rank;
    }
  }
  return best;
}

SteadyTime next_long_look(const std::vector<RunningLook>& running, SteadyTime now) {
  SteadyTime next = SteadyTime::max();
  for (const RunningLook& look : running) {
    if (!takes_long(look, now)) {
      next = std::min(next, look.began + long_look);
    }
  }
  return next;
}

}  // namespace cairn::service
