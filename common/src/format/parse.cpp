// format::parse: the file's kind to its reader.
#include <utility>

#include "format/document.hpp"
#include "format/meter.hpp"
#include "format/properties_file.hpp"
#include "format/property_list.hpp"
#include "format/xml_file.hpp"
#include "format/yaml_file.hpp"

namespace cairn::format {
namespace {

Result<std::vector<Properties>> read(Kind kind, std::string_view bytes, const Budget& budget) {
  switch (kind) {
    case Kind::yaml:
      return parse_yaml(bytes, budget);
    case Kind::properties:
      return parse_properties(bytes, budget);
    case Kind::xml:
      return parse_xml(bytes, budget);
  }
  return fail(ErrorCode::internal, "a kind of file that has no reader");
}

}  // namespace

Result<std::shared_ptr<const ParsedFile>> parse(Kind kind, std::string_view bytes,
                                                const Budget& budget) {
  if (auto size = check_file_size(bytes.size(), budget); !size) {
    return fail(std::move(size).error());
  }
  auto documents = read(kind, bytes, budget);
  if (!documents) {
    return fail(std::move(documents).error());
  }
  auto file = std::make_shared<ParsedFile>();
  file->size_bytes = sizeof(ParsedFile);
  file->documents.reserve(documents->size());
  for (Properties& properties : *documents) {
    file->size_bytes += size_in_memory(properties);
    file->documents.push_back(std::make_shared<const Properties>(std::move(properties)));
  }
  return file;
}

}  // namespace cairn::format
