// Fuzz target: YAML files of any bytes. What is read is compared with a slow reading of the same
// nodes: see support/reference_yaml.hpp.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "format/yaml_composer.hpp"
#include "format/yaml_text.hpp"
#include "parsed_file_check.hpp"
#include "support/reference_yaml.hpp"

namespace {

using namespace cairn;

void check_flattening(const format::ParsedFile& file, std::string_view bytes) {
  const auto text = format::decode_yaml(bytes);
  fuzz::require(text.has_value(), "a file that was read can be decoded");
  format::YamlComposer composer(*text, fuzz::small_budget());
  std::size_t counted = 0;
  for (;;) {
    const auto document = composer.next();
    fuzz::require(document.has_value(), "a file that was read can be composed");
    if (!*document) {
      break;
    }
    if (testing::holds_nothing(**document)) {
      continue;
    }
    fuzz::require(counted < file.documents.size(), "no document is missing");
    const Properties& properties = *file.documents[counted++];
    if (const auto tree = testing::tree_of(**document)) {
      fuzz::require_equal(properties, testing::flattened(*tree));
    }
  }
  fuzz::require(counted == file.documents.size(), "no document is made up");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto file = fuzz::check_parse(format::Kind::yaml, bytes)) {
    check_flattening(*file, bytes);
  }
  return 0;
}
