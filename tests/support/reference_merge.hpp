// The slow model of the flat formats: which property of which source is shown, and how flat keys
// nest. What merged_properties() and nest() of the room `render` are compared with.
//
// Thread-safety: pure functions. Cost: grows with the square of the size.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "cairn/environment.hpp"
#include "support/reference_tree.hpp"

namespace cairn::testing {

// All sources as one list. Keys without '[' come first, in the order in which they appear from the
// lowest source to the highest, each with its value in the highest source that has it. Then the
// groups of keys with the same text before '[', in the order in which they appear, each as the
// highest source that has any of it writes it. "spring.profiles" is left out.
[[nodiscard]] Properties merged(const Environment& environment);

// A list of keys that nest as they read. nullopt when one of them
//   - is irregular: regular is a name, or several between dots, each followed by any number of
//     indices "[12]"; a name is not empty and has neither '.', '[' nor ']';
//   - has an index above 50 (a list of gaps) or more than 40 names and indices (a YAML reader takes
//     no more than 50);
//   - clashes with another: one gives a name a value where the other has a list or a map in it, or
//     one has a list where the other has a map. The reference loses properties there.
// Gaps in a list are null.
[[nodiscard]] std::optional<ReferenceTree> nested(const Properties& properties);

// The environment without the keys that keep merged() of it from nesting.
[[nodiscard]] Environment with_nesting_keys(const Environment& environment);

// Whether the key is regular, within the limits that nested() has.
[[nodiscard]] bool is_regular(const std::string& key);

// What a tree has at the end of a regular key; nullptr when there is nothing.
[[nodiscard]] const ReferenceTree* find(const ReferenceTree& root, const std::string& key);

// The environment without those keys.
[[nodiscard]] Environment without(const Environment& environment,
                                  const std::set<std::string>& keys);

}  // namespace cairn::testing
