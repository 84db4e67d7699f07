// Outcome: what one request to one server came to, and the table that says what follows from it.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "cairn/error.hpp"
#include "cairn/fetch_options.hpp"
#include "fetch/exchange.hpp"

namespace cairn::fetch {

enum class Outcome {
  usable,         // 200 with an environment
  unchanged,      // 304, as asked
  no_answer,      // another 2xx or 3xx: nobody here knows this configuration
  not_found,      // 404
  denied,         // 401, 403: it is there, and not for us
  refused,        // another 4xx
  server_failed,  // 5xx
  unusable,       // 200 without an environment: HTML of a gateway, damaged, too large
  unreachable,    // no connection, no trust, or no end of the answer in time
  stopped,        // the caller asked for the end
};

enum class Step { use, next_uri, no_result, fail, stop };

// The outcome of a status; 200 counts as usable until its body is read. `conditional`: the request
// had If-None-Match.
[[nodiscard]] Outcome outcome_of_status(int status, bool conditional);
[[nodiscard]] Outcome outcome_of(TransportProblem problem);

// What follows: the reference's matrix. "no_result" goes on with the next label.
[[nodiscard]] Step step_after(Outcome outcome, UriStrategy strategy, bool last_uri);

// Whether the last known good answer may stand in. Not for what a server decided: access that was
// taken away must not come back from a disk, and what is gone is gone.
[[nodiscard]] bool cache_may_stand_in(Outcome outcome);

[[nodiscard]] ErrorCode code_of(Outcome outcome);
[[nodiscard]] std::string_view name_of(Outcome outcome);

}  // namespace cairn::fetch
