// The failure matrix of the reference's client, as one table.
#include "fetch/outcome.hpp"

#include <array>
#include <cstddef>

namespace cairn::fetch {
namespace {

struct Row {
  Outcome outcome;
  std::string_view name;
  ErrorCode code;
  bool cache_may_stand_in;
  // For UriStrategy::always, where another address follows it is always Step::next_uri.
  Step last;
  // For UriStrategy::connection_timeout_only, where another address follows.
  Step strict;
};

using enum Outcome;

// In the order of the enumerators.
constexpr std::array<Row, 10> table{{
    {usable, "usable", ErrorCode::internal, false, Step::use, Step::use},
    {unchanged, "unchanged", ErrorCode::internal, false, Step::use, Step::use},
    {no_answer, "no answer", ErrorCode::not_found, false, Step::no_result, Step::no_result},
    {not_found, "not found", ErrorCode::not_found, false, Step::no_result, Step::no_result},
    {denied, "denied", ErrorCode::permission_denied, false, Step::fail, Step::fail},
    {refused, "refused", ErrorCode::failed_precondition, false, Step::fail, Step::fail},
    {server_failed, "server failed", ErrorCode::unavailable, true, Step::fail, Step::fail},
    {unusable, "unusable", ErrorCode::failed_precondition, true, Step::fail, Step::fail},
    {unreachable, "unreachable", ErrorCode::unavailable, true, Step::fail, Step::next_uri},
    {stopped, "stopped", ErrorCode::unavailable, false, Step::stop, Step::stop},
}};

constexpr const Row& row_of(Outcome outcome) {
  return table[static_cast<std::size_t>(outcome)];
}

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (static_cast<std::size_t>(table[i].outcome) != i) {
      return false;
    }
  }
  return true;
}
static_assert(in_order());

}  // namespace

Outcome outcome_of_status(int status, bool conditional) {
  if (status == 200) {
    return usable;
  }
  if (status == 304 && conditional) {
    return unchanged;
  }
  if (status == 404) {
    return not_found;
  }
  if (status == 401 || status == 403) {
    return denied;
  }
  if (status >= 500) {
    return server_failed;
  }
  return status >= 400 ? refused : no_answer;
}

Outcome outcome_of(TransportProblem problem) {
  switch (problem) {
    case TransportProblem::too_large:
    case TransportProblem::malformed:
      return unusable;
    case TransportProblem::stopped:
      return stopped;
    case TransportProblem::not_connected:
    case TransportProblem::not_trusted:
    case TransportProblem::timed_out:
      break;
  }
  return unreachable;
}

Step step_after(Outcome outcome, UriStrategy strategy, bool last_uri) {
  const Row& row = row_of(outcome);
  if (row.last == Step::use || row.last == Step::stop || last_uri) {
    return row.last;
  }
  return strategy == UriStrategy::always ? Step::next_uri : row.strict;
}

bool cache_may_stand_in(Outcome outcome) {
  return row_of(outcome).cache_may_stand_in;
}

ErrorCode code_of(Outcome outcome) {
  return row_of(outcome).code;
}

std::string_view name_of(Outcome outcome) {
  return row_of(outcome).name;
}

}  // namespace cairn::fetch
