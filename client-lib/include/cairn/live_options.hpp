// LiveOptions: how a LiveConfig follows its servers. The defaults suit a service.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>

#include "cairn/load_options.hpp"

namespace cairn {

struct LiveOptions {
  LoadOptions load = {};

  bool watch = true;  // false: nothing happens but by refresh(), and there is no thread

  // How long a server is asked to hold a request until there is something new (`Prefer: wait`); at
  // most one hour. A connection that is cut earlier than that, by a proxy for example, makes it
  // shorter. 0: servers are polled.
  std::chrono::seconds wait{45};

  // The pause between two requests when the server does not wait, 10 % more or less by chance;
  // Spring's does not. Also how soon an override file is noticed that appears or changes.
  std::chrono::milliseconds poll_interval{30'000};

  // The pause after the n-th failure in a row: back_off_min * 2^(n-1), at most back_off_max, of
  // which a random part between a half and all is waited, so that clients do not come back
  // together.
  std::chrono::milliseconds back_off_min{1'000};
  std::chrono::milliseconds back_off_max{60'000};
};

}  // namespace cairn
