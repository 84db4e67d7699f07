// The Prefer field (RFC 7240): how long a client would wait for a change.
//
// Thread-safety: a pure function.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::http {

// The "wait" of one Prefer field: its seconds, or `fallback` for the bare word; nullopt when there
// is none, or when it is no number of seconds. Of several the first counts.
[[nodiscard]] std::optional<std::chrono::seconds> parse_wait(std::string_view field,
                                                             std::chrono::seconds fallback);

// Adds "Preference-Applied: wait=45\r\n": the time that was granted.
void add_preference(std::string& fields, std::chrono::milliseconds wait);

}  // namespace cairn::http
