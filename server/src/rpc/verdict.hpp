// Verdict: how a call ends: a code of gRPC and words for the caller. Without gRPC's headers, so
// that what decides it can be tested alone.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <string>

#include "cairn/error.hpp"
#include "service/answer.hpp"

namespace cairn::rpc {

// As gRPC numbers them.
enum class Code {
  ok = 0,
  cancelled = 1,
  invalid_argument = 3,
  not_found = 5,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  internal = 13,
  unavailable = 14,
  unauthenticated = 16,
};

struct Verdict {
  Code code = Code::ok;
  std::string message;
};

[[nodiscard]] Code code_of(ErrorCode code);

// Of a request that cannot be right, and of what operators may ask: the words are the caller's.
[[nodiscard]] Verdict verdict_of(const Error& error);

// Of a read that failed. What exactly went wrong in the repository is in the log alone, as in HTTP.
[[nodiscard]] Verdict verdict_of(const service::Answer& answer);

}  // namespace cairn::rpc
