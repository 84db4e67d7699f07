// YamlToken: the names of the kinds.
#include "format/yaml_token.hpp"

namespace cairn::format {

const char* name_of(YamlTokenKind kind) {
  switch (kind) {
    case YamlTokenKind::stream_end:
      return "the end of the file";
    case YamlTokenKind::directive:
      return "a directive";
    case YamlTokenKind::document_start:
      return "'---'";
    case YamlTokenKind::document_end:
      return "'...'";
    case YamlTokenKind::block_sequence_start:
      return "an indented list";
    case YamlTokenKind::block_mapping_start:
      return "an indented mapping";
    case YamlTokenKind::block_end:
      return "a line that is indented less";
    case YamlTokenKind::flow_sequence_start:
      return "'['";
    case YamlTokenKind::flow_sequence_end:
      return "']'";
    case YamlTokenKind::flow_mapping_start:
      return "'{'";
    case YamlTokenKind::flow_mapping_end:
      return "'}'";
    case YamlTokenKind::block_entry:
      return "'-'";
    case YamlTokenKind::flow_entry:
      return "','";
    case YamlTokenKind::key:
      return "a mapping key";
    case YamlTokenKind::value:
      return "':'";
    case YamlTokenKind::alias:
      return "alias";
    case YamlTokenKind::anchor:
      return "anchor";
    case YamlTokenKind::tag:
      return "a tag";
    case YamlTokenKind::scalar:
      return "a text";
  }
  return "";
}

}  // namespace cairn::format
