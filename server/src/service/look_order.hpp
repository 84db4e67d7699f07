// look_order: which look at a remote begins next, when more are wanted than may run at once.
//
// A remote that hangs holds its place until its deadline. So places are not for whoever comes
// first: looks that are likely to hang (the last one failed, or there never was one) never take the
// last place, and neither do the looks of one host, or looks that are taking long already. Among
// those that are likely to hang the host with the fewest of them running goes first, then who waits
// longest. Those that take long give their places to remotes that are well, as often as there are
// places: from then on all that they cost is a process that waits.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "service/look.hpp"

namespace cairn::service {

// What runs longer than this takes long.
inline constexpr std::chrono::seconds long_look{1};

struct RunningLook {
  std::string host;      // of the remote; "" for none that it shares with another
  bool doubted = false;  // likely to hang when it began
  SteadyTime began;
};

struct WantedLook {
  std::string host;
  bool doubted = false;
  SteadyTime since;  // when it came to be wanted
};

// The index of the look that begins next; nullopt when none may. `places` is how many may run at
// once, and as many more once those take long. With one place there is none to keep, and whoever
// waits longest is next.
[[nodiscard]] std::optional<std::size_t> next_look(const std::vector<RunningLook>& running,
                                                   const std::vector<WantedLook>& wanted,
                                                   std::size_t places, SteadyTime now);

// When the next of the looks that run begins to take long; max() if none will.
[[nodiscard]] SteadyTime next_long_look(const std::vector<RunningLook>& running, SteadyTime now);

}  // namespace cairn::service
