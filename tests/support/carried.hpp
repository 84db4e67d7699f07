// What each format can carry: where a document does not come back from a format as it went in,
// these functions say precisely what becomes of it. All of it is the reference's way of writing,
// which Cairn keeps to the byte; a loss that is not listed here is a bug.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "support/reference_tree.hpp"

namespace cairn::testing {

// YAML: a text with a character that YAML cannot show comes back as bytes (it is written as
// !!binary), and in a text of several lines U+0085 comes back as a line feed (the literal style
// holds it as a line break, and a reader makes all line breaks but U+2028 and U+2029 one).
[[nodiscard]] ReferenceTree as_yaml_carries(const ReferenceTree& tree);

// The document without the keys that yaml_carries_key() is false for.
[[nodiscard]] ReferenceTree with_yaml_keys(const ReferenceTree& tree);

// False for a key with a character that YAML cannot show (it comes back as Java's name of an array)
// for one with U+0085 (it may come back equal to another), and for one that begins with U+FEFF:
// where it is the first of the file it is taken for a byte order mark.
[[nodiscard]] bool yaml_carries_key(std::string_view key);

// JSON: bytes come back as base64, NaN and the infinities as their names.
[[nodiscard]] ReferenceTree as_json_carries(const ReferenceTree& tree);

// Properties are written without any escape and read as ISO-8859-1, so that a line comes back only
// if both sides are ASCII without backslash and line end, the key is not empty and has no blank,
// '=' or ':', no control character at its ends (String.trim), no '#' or '!' in front and no "[]" at
// its end, and the value does not begin with a blank.
[[nodiscard]] bool properties_carry(std::string_view key, std::string_view value);

// The value as the formats without types write it: numbers in Java's notation, bytes as base64.
[[nodiscard]] std::string text_of(const Value& value);

}  // namespace cairn::testing
