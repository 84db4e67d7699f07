// Properties as Java's XML properties, with references for all that is not plain.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cairn/environment.hpp"

namespace cairn::testing {

// One entry a property, in ASCII.
[[nodiscard]] std::string xml_text(const Properties& properties);

// XML 1.0 has no way to write the other control characters, U+FFFE and U+FFFF.
[[nodiscard]] bool xml_carries(std::string_view text);

}  // namespace cairn::testing
