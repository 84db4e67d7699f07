// Durations in settings: "10" (seconds), "500ms", "5s", "2m", "1h", "1d", "PT1M30S", "-1".
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::values {

// Parses a duration; blanks around it are dropped, the unit may be in any case. A bare number is
// seconds. Units: ns, us, ms, s, m, h, d; what is below a millisecond is cut off. ISO-8601: "PT5S",
// "P1DT2H", "PT0.5S".
//
// Errors: invalid_argument for other text, or beyond 100 years.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);

// The same to the nanosecond, and a bare number counts `bare_unit` (not "": one of the units
// above). Spring's own is "ms". Errors: as parse_duration.
[[nodiscard]] Result<std::chrono::nanoseconds> parse_duration_exact(std::string_view text,
                                                                    std::string_view bare_unit);

// The shortest text that parse_duration reads back: "5s", "500ms", "10m".
[[nodiscard]] std::string duration_text(std::chrono::milliseconds duration);

}  // namespace cairn::values
