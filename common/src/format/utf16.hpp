// UTF-16 to UTF-8, for the formats that write characters as UTF-16 units ("\ud83d\ude00").
//
// Thread-safety: a pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::format {

// nullopt when half of a surrogate pair stands alone.
[[nodiscard]] std::optional<std::string> utf16_to_utf8(std::u16string_view units);

}  // namespace cairn::format
