// .properties files as Spring Boot reads them: Java's format in ISO-8859-1, several documents
// divided by "#---" or "!---", and lists written as "key[]=a,b,c".
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>
#include <vector>

#include "format/document.hpp"

namespace cairn::format {

// The documents that have properties, in file order; all values are texts. The position of an
// empty value is the place where the reader stood behind it, as in the reference: for "key" on
// line 3 that is column 0 of line 4.
// Errors: failed_precondition as parse() has.
[[nodiscard]] Result<std::vector<Properties>> parse_properties(std::string_view bytes,
                                                               const Budget& budget);

}  // namespace cairn::format
