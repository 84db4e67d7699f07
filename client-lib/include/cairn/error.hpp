// Error: what went wrong, as a value: a code to act on, words to read, and the place where it
// happened.
//
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>

#include "cairn/api.hpp"
#include "cairn/origin.hpp"

namespace cairn {

// The one table of codes. The comment is the HTTP status that the server answers.
enum class ErrorCode {
  invalid_argument,     // 400: the request cannot be right, whatever the repository holds
  unauthenticated,      // 401: nobody has said who is asking
  permission_denied,    // 403: known, and not allowed
  not_found,            // 404: no such label, file or application
  resource_exhausted,   // 429: a limit was reached; the message names it
  failed_precondition,  // 404 or 500 as the reference does: stored content is unusable
  unavailable,          // 503: may work later: a remote is away, a time is over
  internal,             // 500: a bug here, or a broken disk
};

// The code's name, as in "not_found".
[[nodiscard]] CAIRN_API std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  Origin origin;

  // One line for people: "shop.yml:3:7: mapping key 'a' is given twice".
  [[nodiscard]] std::string text() const {
    const std::string place = origin.text();
    return place.empty() ? message : place + ": " + message;
  }
};

}  // namespace cairn
