// YAML timestamps as Java understands and prints them.
//
// Thread-safety: a pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::format {

// The moment of a YAML timestamp as "2026-03-04T05:06:07.890Z"; nullopt for other texts. Months,
// days and hours beyond their range run on, as Java's lenient calendar lets them. Before
// 1582-10-15 a date is one of the Julian calendar, read and shown.
[[nodiscard]] std::optional<std::string> timestamp_text(std::string_view text);

}  // namespace cairn::format
