// Outcome: what became of a request's credentials.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>

#include "auth/ledger.hpp"

namespace cairn::auth {

struct Outcome {
  enum class Kind {
    admitted,         // with `who`
    unauthenticated,  // 401: nobody, or somebody who is not known
    too_many,         // 429, with `retry`: this address failed too often, or too many hashes wait
    slow,             // a hash has to be computed first, on another thread
  };
  Kind kind = Kind::unauthenticated;
  PrincipalRef who;
  std::chrono::seconds retry{0};
  bool bad_token = false;  // a bearer token was sent and is none that is known
};

}  // namespace cairn::auth
