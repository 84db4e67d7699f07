// Values, documents and environments out of Choices: everything that a parser can give, and often
// what is awkward: texts that look like numbers, that need quotes, that break lines.
//
// Thread-safety: for one thread, as the Choices.
#pragma once

#include <string>

#include "cairn/environment.hpp"
#include "support/choices.hpp"
#include "support/reference_tree.hpp"

namespace cairn::testing {

// UTF-8 of any code points, up to a few hundred bytes.
[[nodiscard]] std::string any_text(Choices& choices);

// Any type; a BigInteger fits no 64 bits, as the parsers give it, and a double, as nlohmann/json
// reads no larger one.
[[nodiscard]] Value any_value(Choices& choices);

// A flat key: mostly one that nests, of few names, so that keys meet and clash; now and then any
// text, though without an index of more than three digits, which would only fill memory with gaps.
[[nodiscard]] std::string any_key(Choices& choices);

// Up to four sources of up to 20 properties, every key of a source once.
[[nodiscard]] Environment any_environment(Choices& choices);

// A document of nested maps and lists, a map at its root, without empty maps and lists and nulls.
// Keys are any texts, each once in its map.
[[nodiscard]] ReferenceTree any_document(Choices& choices);

}  // namespace cairn::testing
