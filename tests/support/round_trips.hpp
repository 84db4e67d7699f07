// Rules that every rendering keeps, whatever the environment: what is written can be read again and
// is what went in, as far as the format carries it (support/carried.hpp).
//
// Each function returns what is broken, "" when all is well.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "cairn/environment.hpp"
#include "support/reference_tree.hpp"

namespace cairn::testing {

// The dumpers alone. The keys of the tree may be any texts, see any_document(); those that the
// format cannot carry are left out.
[[nodiscard]] std::string broken_yaml_dump(const ReferenceTree& document);
[[nodiscard]] std::string broken_json_dump(const ReferenceTree& document);

// Each with all environments: the same answer twice, UTF-8, errors of one code, and placeholders
// change nothing where there are none. Then, without the keys that the format cannot carry: the
// answer is read again and compared with the slow model of support/reference_merge.hpp.
[[nodiscard]] std::string broken_flat_yaml(const Environment& environment);
[[nodiscard]] std::string broken_flat_json(const Environment& environment);
[[nodiscard]] std::string broken_flat_properties(const Environment& environment);

// Of the highest source nothing is lost in flat JSON, whatever shapes the sources below have; but
// for names with a value in one source and more below them in another, see precedence_check.cpp.
[[nodiscard]] std::string broken_precedence(const Environment& environment);

// All properties of an environment as one .properties file with escapes, parsed.
[[nodiscard]] std::string broken_stored_properties(const Environment& environment);

// The same as XML properties. Their order is that of Java's hash table, which is not compared.
[[nodiscard]] std::string broken_stored_xml(const Environment& environment);

// Both versions, field by field.
[[nodiscard]] std::string broken_environment_json(const Environment& environment);

}  // namespace cairn::testing
