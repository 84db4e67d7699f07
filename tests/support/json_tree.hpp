// JSON text as a ReferenceTree, read by nlohmann/json: an independent judge of our JSON writers.
//
// Thread-safety: pure function.
#pragma once

#include <optional>
#include <string_view>

#include "support/reference_tree.hpp"

namespace cairn::testing {

// Members in the order of the text, integers beyond 64 bits with all their digits. nullopt for text
// that is no JSON, and for an object that gives a key twice.
[[nodiscard]] std::optional<ReferenceTree> json_tree(std::string_view text);

}  // namespace cairn::testing
