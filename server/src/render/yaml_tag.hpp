// yaml_tag: which type a YAML 1.1 reader would give to a plain scalar, as SnakeYAML's Resolver.
//
// The dumper asks it to know which strings need quotes: those that would not come back as strings.
//
// Thread-safety: pure functions. Cost: one pass over texts of at most 1024 characters.
#pragma once

#include <string_view>

namespace cairn::render {

enum class YamlTag { string, boolean, integer, floating, null, merge, timestamp, binary };

// The tag of a plain scalar with this text (UTF-8).
[[nodiscard]] YamlTag implicit_tag(std::string_view text);

// "!!str", "!!binary".
[[nodiscard]] std::string_view tag_text(YamlTag tag);

}  // namespace cairn::render
