// YamlToken: one word or sign of a YAML file, as the scanner hands it to the composer.
//
// Thread-safety: plain values.
#pragma once

#include <string>

#include "cairn/origin.hpp"

namespace cairn::format {

enum class YamlTokenKind {
  stream_end,
  directive,
  document_start,
  document_end,
  block_sequence_start,
  block_mapping_start,
  block_end,
  flow_sequence_start,
  flow_sequence_end,
  flow_mapping_start,
  flow_mapping_end,
  block_entry,
  flow_entry,
  key,
  value,
  alias,
  anchor,
  tag,
  scalar
};

struct YamlToken {
  YamlTokenKind kind = YamlTokenKind::stream_end;
  Position start;
  Position end;
  std::string text;       // of a scalar, alias or anchor; a tag's suffix; a directive's name
  std::string handle;     // of a tag or a %TAG directive; empty for a verbatim tag
  std::string prefix;     // of a %TAG directive
  int version = 0;        // of a %YAML directive: the number in front of the point
  bool is_plain = false;  // of a scalar
};

// What the token is called in a message.
[[nodiscard]] const char* name_of(YamlTokenKind kind);

}  // namespace cairn::format
