// Reads what was written and compares it with what was expected.
//
// Each function returns what is broken, "" when all is well.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "cairn/environment.hpp"
#include "format/document.hpp"
#include "support/reference_tree.hpp"

namespace cairn::testing {

// Whether the text, read as that kind of file, has one document with these properties.
[[nodiscard]] std::string broken_reading(format::Kind kind, const std::string& text,
                                         const Properties& expected);

// The same of .properties, where all values are texts and a file without properties has no
// document.
[[nodiscard]] std::string broken_lines(const std::string& text, Properties expected);

// Whether the text is JSON and holds this tree.
[[nodiscard]] std::string broken_json(const std::string& text, const ReferenceTree& expected);

}  // namespace cairn::testing
