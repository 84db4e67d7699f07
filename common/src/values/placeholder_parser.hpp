// placeholder_parser: cuts a text into plain parts and placeholders; nothing is looked up here.
//
// Thread-safety: pure function.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::values {

struct PlaceholderPart {
  enum class Kind {
    text,    // stands for itself
    simple,  // a placeholder whose key and default are plain text
    nested,  // a placeholder with placeholders in its key or default
  };
  Kind kind = Kind::text;
  std::string text;                     // text: the text; otherwise what stands between the braces
  std::string key;                      // simple only
  std::optional<std::string> fallback;  // simple only
  std::vector<PlaceholderPart> key_parts;                      // nested only
  std::optional<std::vector<PlaceholderPart>> fallback_parts;  // nested only
};

struct PlaceholderSyntax {
  bool escapes = true;  // a backslash before "${" or ':' takes its meaning away and goes
  std::size_t depth_max = 64;
};

// The parts of a text; nullopt when it has no "${" at all and stands for itself.
// Errors: invalid_argument when placeholders are nested deeper than depth_max.
[[nodiscard]] Result<std::optional<std::vector<PlaceholderPart>>> parse_placeholders(
    std::string_view text, const PlaceholderSyntax& syntax);

}  // namespace cairn::values
