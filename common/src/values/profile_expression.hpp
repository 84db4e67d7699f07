// Profile expressions: the conditions of `spring.config.activate.on-profile`, "prod & !(eu | us)".
// The grammar is that of Spring's ProfilesParser, its leniencies included: "a &" is "a", "a b" is
// one name that no profile can have.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::values {

// Whether any of the expressions holds for these profiles. All of them are read.
// Errors: failed_precondition for one that is malformed: an empty part, "&" and "|" mixed
// without parentheses, nested deeper than 200.
[[nodiscard]] Result<bool> holds_for(const std::vector<std::string>& expressions,
                                     const std::vector<std::string>& profiles);

}  // namespace cairn::values
