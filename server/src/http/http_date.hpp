// Dates as HTTP writes them, and times as error bodies do.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::http {

// "Tue, 24 Nov 2026 16:55:01 GMT" of Unix seconds.
[[nodiscard]] std::string format_http_date(std::int64_t unix_seconds);

// Unix seconds of such a date; nullopt for any other form. The two forms that RFC 9110 calls
// obsolete are not read: the condition that carries one is as if it were not there.
[[nodiscard]] std::optional<std::int64_t> parse_http_date(std::string_view text);

// "2026-11-24T16:55:01.007Z".
[[nodiscard]] std::string format_timestamp(std::chrono::system_clock::time_point when);

}  // namespace cairn::http
