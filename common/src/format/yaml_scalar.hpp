// YamlScalar: the typed value of a YAML scalar, by YAML 1.1 as SnakeYAML reads it, with
// timestamps left as texts.
//
// Thread-safety: pure functions and plain values.
#pragma once

#include <string>
#include <string_view>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"

namespace cairn::format {

enum class YamlTag {
  text,
  boolean,
  integer,
  real,
  null,
  binary,
  timestamp,
  merge,
  sequence,
  mapping,
  set,
  ordered_mapping,
  pairs,
  other
};

// Java's class of the value: two mapping keys are equal only if it is the same.
enum class JavaType { null, text, boolean, int_32, int_64, big_integer, real, bytes, date };

struct YamlScalar {
  JavaType type = JavaType::text;
  Value value;            // "" for null
  std::string java_text;  // as Java prints it in a key: "2.5", "true", "null"
};

// The tag of a plain scalar without one.
[[nodiscard]] YamlTag implicit_tag(std::string_view text);

// The tag of a full tag name; `other` for those that YAML 1.1 does not define.
[[nodiscard]] YamlTag tag_of_name(std::string_view name);

// The value of a scalar with that tag.
// Errors: failed_precondition at `at` when the text is not of the tag, or no scalar has that tag.
[[nodiscard]] Result<YamlScalar> read_scalar(YamlTag tag, const std::string& text, Position at);

}  // namespace cairn::format
