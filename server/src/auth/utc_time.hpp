// Moments as files with credentials write them: "2027-03-01" (its first second) and
// "2027-03-01T12:00:00Z", always UTC.
//
// Thread-safety: a pure function.
#pragma once

#include <optional>
#include <string_view>

#include "auth/principal.hpp"

namespace cairn::auth {

// nullopt for another form and for a day that no calendar has.
[[nodiscard]] std::optional<Time> parse_utc_time(std::string_view text);

}  // namespace cairn::auth
