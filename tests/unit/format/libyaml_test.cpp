// The differential test of record 3: our YAML reader beside libyaml, over every YAML file of the
// recorded suites. It keeps the figures of the record true: where the two differ, the recorded
// answers are on our side, which recorded_test.cpp shows.
#include <doctest/doctest.h>
#include <yaml.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "format/yaml_composer.hpp"
#include "format/yaml_text.hpp"
#include "unit/format/recordings.hpp"

namespace cairn::format::test {
namespace {

std::string scalar_line(std::string_view text) {
  return "=" + std::to_string(text.size()) + ":" + std::string(text) + "\n";
}

// The structure of a file as libyaml reads it; nullopt when it refuses.
std::optional<std::string> seen_by_libyaml(const std::string& bytes) {
  yaml_parser_t parser;
  REQUIRE(yaml_parser_initialize(&parser) == 1);
  const std::unique_ptr<yaml_parser_t, void (*)(yaml_parser_t*)> guard(&parser, yaml_parser_delete);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(bytes.data()),
                               bytes.size());
  std::string out;
  for (;;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) {
      return std::nullopt;
    }
    const auto type = event.type;
    if (type == YAML_SCALAR_EVENT) {
      out += scalar_line(
          {reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length});
    } else if (type == YAML_ALIAS_EVENT) {
      out += "*\n";
    } else if (type == YAML_DOCUMENT_START_EVENT) {
      out += "---\n";
    } else if (type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT) {
      out += type == YAML_SEQUENCE_START_EVENT ? "[\n" : "{\n";
    } else if (type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT) {
      out += "end\n";
    }
    yaml_event_delete(&event);
    if (type == YAML_STREAM_END_EVENT) {
      return out;
    }
  }
}

void add_node(const YamlNode& node, std::unordered_set<const YamlNode*>& seen, std::string& out) {
  if (!seen.insert(&node).second) {
    out += "*\n";
    return;
  }
  if (node.kind == YamlKind::scalar) {
    out += scalar_line(node.text);
    return;
  }
  out += node.kind == YamlKind::sequence ? "[\n" : "{\n";
  for (const YamlNode* item : node.items) {
    add_node(*item, seen, out);
  }
  for (const YamlPair& pair : node.pairs) {
    add_node(*pair.key, seen, out);
    add_node(*pair.value, seen, out);
  }
  out += "end\n";
}

// The same, as we read it, before typing, merging and the check for keys given twice.
std::optional<std::string> seen_by_us(const std::string& bytes) {
  const auto text = decode_yaml(bytes);
  if (!text) {
    return std::nullopt;
  }
  YamlComposer composer(*text, {});
  std::string out;
  for (;;) {
    const auto document = composer.next();
    if (!document) {
      return std::nullopt;
    }
    if (!*document) {
      return out;
    }
    out += "---\n";
    std::unordered_set<const YamlNode*> seen;
    add_node(*(*document)->root, seen, out);
  }
}

struct Figures {
  int files = 0;
  int equal = 0;
  int refused_by_both = 0;
  int refused_by_us = 0;
  int refused_by_libyaml = 0;
  int different = 0;
};

}  // namespace

TEST_CASE("our YAML reader and libyaml differ in few of the recorded files") {
  Figures figures;
  for (const RecordedFile& file : recordings().files) {
    if (file.kind != Kind::yaml) {
      continue;
    }
    CAPTURE(file.name);
    const auto ours = seen_by_us(file.bytes);
    const auto theirs = seen_by_libyaml(file.bytes);
    ++figures.files;
    figures.equal += ours && theirs && *ours == *theirs ? 1 : 0;
    figures.refused_by_both += !ours && !theirs ? 1 : 0;
    figures.refused_by_us += !ours && theirs ? 1 : 0;
    figures.refused_by_libyaml += ours && !theirs ? 1 : 0;
    figures.different += ours && theirs && *ours != *theirs ? 1 : 0;
  }
  MESSAGE("YAML files: ", figures.files, ", equal: ", figures.equal,
          ", refused by both: ", figures.refused_by_both, ", by us only: ", figures.refused_by_us,
          ", by libyaml only: ", figures.refused_by_libyaml, ", different: ", figures.different);
  CHECK(figures.files > 500);
  // Most of what is written is read alike: a fault of ours would show here at once.
  CHECK(figures.equal * 100 >= figures.files * 90);
  CHECK(figures.different * 100 <= figures.files);
}

}  // namespace cairn::format::test
