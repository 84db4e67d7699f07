// Outcome: what became of a request's credentials.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <string>

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
  // Somebody tried to log in, and it was wrong: to be told in the audit, once. Which user it was is
  // said only where it is one: people type passwords into the wrong field.
  bool failed = false;
  std::string failed_user;  // "" for one that is not known

  // Of a login that failed, in the words of the audit: who, and by what.
  [[nodiscard]] std::string shown_user() const {
    return failed_user.empty() ? "(not known)" : failed_user;
  }
  [[nodiscard]] const char* tried() const { return bad_token ? "token" : "password"; }
};

}  // namespace cairn::auth
