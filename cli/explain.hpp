// explain: values with all that is known about them: source, file, line, commit, how and when they
// were come by, and what they hide.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "cli/ask.hpp"
#include "cli/options.hpp"

namespace cairn::cli {

// Everything at or below a key; "" is all. For people.
[[nodiscard]] std::string explain_text(const Question& question, const Asked& asked,
                                       const std::string& key);

// The same for programs. `whole`: with what each value hides, and with elements of lists that do
// not count.
[[nodiscard]] std::string explain_json(const Question& question, const Asked& asked,
                                       const std::string& key, bool whole);

}  // namespace cairn::cli
