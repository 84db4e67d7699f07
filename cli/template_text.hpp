// Templates: text with Spring's placeholders, "${key}" and "${key:default}", filled in from a
// configuration. Keys and defaults may hold placeholders, values may too; "\${" stands for "${".
// Nothing else in a text has a meaning: "$uri" and "{}" stay.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cairn/config.hpp"
#include "cairn/result.hpp"

namespace cairn::cli {

// Errors: failed_precondition for a placeholder without value and default, one without end, and
// one that leads back to itself, with file, line and column in the template.
[[nodiscard]] Result<std::string> fill_template(std::string_view text, const std::string& file,
                                                const Config& config);

}  // namespace cairn::cli
