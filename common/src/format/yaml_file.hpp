// YAML files as Spring Boot reads them.
//
// Text becomes tokens (YamlScanner), nodes (YamlComposer), Java's view of them (YamlBuilder) and at
// last flat properties. docs/decisions/0003-yaml-parser.md says why the scanner is our own.
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>
#include <vector>

#include "format/document.hpp"

namespace cairn::format {

// The documents that hold something, in file order.
// Errors: failed_precondition as parse() has.
[[nodiscard]] Result<std::vector<Properties>> parse_yaml(std::string_view bytes,
                                                         const Budget& budget);

}  // namespace cairn::format
