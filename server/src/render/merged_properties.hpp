// merged_properties: all sources of an environment as one flat list, as the flat formats show it.
//
// Thread-safety: pure function. Ownership: the list points into the environment.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"

namespace cairn::render {

struct MergedProperty {
  std::string_view key;
  const Value* value = nullptr;
  std::size_t rank = 0;  // of the source it comes from; higher wins
};

// From the lowest precedence to the highest. An overridden key keeps its place. Keys with a '['
// come last, in groups of what stands before the first '[': a source that has any key of a group
// replaces the whole group of the sources below it, since lists are replaced, never merged. The key
// "spring.profiles" is left out.
[[nodiscard]] std::vector<MergedProperty> merged_properties(const Environment& environment);

}  // namespace cairn::render
