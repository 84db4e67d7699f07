// Properties as java.util.Properties stores them: with every escape that a reader has to undo.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cairn/environment.hpp"

namespace cairn::testing {

// One line a property, "key=value", in ASCII.
[[nodiscard]] std::string properties_text(const Properties& properties);

// Whether the key comes back. Escapes do not help where the reference's reader looks at characters
// after undoing them: blanks and control characters at the ends (String.trim), '#' or '!' in front,
// "[]" at the end, and a key without a character.
[[nodiscard]] bool can_be_stored(std::string_view key);

}  // namespace cairn::testing
