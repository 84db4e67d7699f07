// PinRequest: an operator's wish that a label lead to a commit, as it comes in the body of a
// request:
//
//   {"label": "main", "commit": "<id>", "repository": "git", "reason": "...",
//    "until": "2026-11-30T12:00:00Z"}
//
// In place of "until", which may be Unix seconds as well, "for": "2h" counts from now on.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::service {

constexpr std::size_t pin_reason_bytes_max = 1'000;

struct PinRequest {
  std::optional<std::string> repository;  // by its id; the only one that has labels without it
  std::string label;
  std::string commit;  // as written, in lower case: 7 to 40 hexadecimal digits
  std::string reason;
  std::int64_t until = 0;  // Unix seconds; 0 for no end
};

// Its opposite.
struct UnpinRequest {
  std::optional<std::string> repository;  // the only one with such a pin without it
  std::string label;
};

// `now` are Unix seconds. Errors: invalid_argument, with what is wrong: no JSON object, a key that
// is not known or whose value is none that it takes, no label, no commit, an end that is over.
[[nodiscard]] Result<PinRequest> parse_pin_request(std::string_view body, std::int64_t now);

// "2026-11-30T12:00:00Z", also with "+01:00" at the end, as Unix seconds; nullopt for another text.
[[nodiscard]] std::optional<std::int64_t> parse_utc(std::string_view text);

}  // namespace cairn::service
