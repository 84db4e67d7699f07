// YAML files: the steps put together.
#include "format/yaml_file.hpp"

#include <utility>

#include "format/meter.hpp"
#include "format/yaml_builder.hpp"
#include "format/yaml_composer.hpp"
#include "format/yaml_flattener.hpp"
#include "format/yaml_keys.hpp"
#include "format/yaml_text.hpp"

namespace cairn::format {
namespace {

Result<std::optional<Properties>> properties_of(YamlDocument& document, Meter& meter) {
  YamlKeys keys(meter);
  if (auto built = YamlBuilder(keys, meter).build(*document.root); !built) {
    return fail(std::move(built).error());
  }
  return YamlFlattener(keys, meter).flatten(*document.root);
}

}  // namespace

Result<std::vector<Properties>> parse_yaml(std::string_view bytes, const Budget& budget) {
  const auto text = decode_yaml(bytes);
  if (!text) {
    return fail(text.error());
  }
  YamlComposer composer(*text, budget);
  Meter meter(budget);
  std::vector<Properties> documents;
  for (;;) {
    auto document = composer.next();
    if (!document) {
      return fail(std::move(document).error());
    }
    if (!*document) {
      return documents;
    }
    auto properties = properties_of(**document, meter);
    if (!properties) {
      return fail(std::move(properties).error());
    }
    if (*properties) {
      documents.push_back(**std::move(properties));
    }
    if (auto count = check_document_count(documents.size(), budget); !count) {
      return fail(std::move(count).error());
    }
  }
}

}  // namespace cairn::format
